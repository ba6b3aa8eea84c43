"""The command line that runs Asterisk in the foreground, without privileges."""

import shutil

from asterisk_conf.settings import AsteriskSettings


def command(
    settings: AsteriskSettings, *, user: str | None = None, dies_with_parent: bool = False
) -> list[str]:
    """The arguments to start Asterisk with. It stays in the foreground, ends on SIGTERM, needs no privilege.

    From a root, Asterisk runs through that root's own loader and libraries, with no chroot: so it sees the
    machine's files and needs no rights. `user` is whom to become when we are root (None: stay who we are).
    `dies_with_parent`: the kernel kills Asterisk when its parent ends, however that ends; for tests.
    """
    return [
        *_become(user, dies_with_parent=dies_with_parent),
        *_programme(settings),
        "-C",
        str(settings.etc / "asterisk.conf"),
        "-f",
        "-n",
    ]


def _become(user: str | None, *, dies_with_parent: bool) -> list[str]:
    options: list[str] = []
    if user is not None:
        options += [
            f"--reuid={user}",
            f"--regid={user}",
            "--clear-groups",
            "--inh-caps=-all",
            "--no-new-privs",
        ]
    if dies_with_parent:
        options.append("--pdeathsig=KILL")
    return ["setpriv", *options, "--"] if options else []


def _programme(settings: AsteriskSettings) -> list[str]:
    root, libraries = settings.root, settings.libraries
    if root is None or libraries is None:
        # Debian keeps asterisk in sbin, which is not on everybody's PATH.
        return [shutil.which("asterisk") or "/usr/sbin/asterisk"]
    loaders = sorted(libraries.glob("ld-linux-*.so.*"))  # its name carries the architecture
    if not loaders:
        raise FileNotFoundError(
            f"{root} is no Asterisk root: {libraries} holds no loader. Make it with docker/install"
        )
    return [str(loaders[0]), "--library-path", str(libraries), str(root / "usr/sbin/asterisk")]
