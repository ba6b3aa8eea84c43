"""Settings to files: `render` is pure, `write` puts the result on the disk.

Every template in `templates/` becomes one file of the same name. A file named `*_site.conf` beside them
belongs to the site: the templates include it when it is there, and nothing here touches it.
"""

import grp
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from asterisk_conf import music
from asterisk_conf.rules import UnsafeValue, check
from asterisk_conf.settings import AsteriskSettings

__all__ = ["UnsafeValue", "render", "write"]

_TEMPLATES = Environment(
    loader=PackageLoader("asterisk_conf"),
    undefined=StrictUndefined,
    autoescape=False,  # these are no web pages; rules.py refuses what Asterisk would misread
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(settings: AsteriskSettings) -> dict[str, str]:
    """File name to text, for every file. Raises UnsafeValue and renders nothing when a value is refused."""
    check(settings)
    names = _TEMPLATES.list_templates()
    return {name: _TEMPLATES.get_template(name).render(settings=settings) for name in names}


def write(settings: AsteriskSettings, *, user: str | None = None) -> list[Path]:
    """Write what differs and return it; make the state folders, and the music when it is missing.

    Files hold secrets, so they are 0640. `user` is who Asterisk will run as when that is not us: then the
    group of the same name may read the files, and the state folders are the user's.
    """
    texts = render(settings)
    settings.etc.mkdir(parents=True, exist_ok=True)
    files = {settings.etc / name: text.encode() for name, text in texts.items()}
    changed = [path for path, content in files.items() if _replace(path, content, group=user)]
    settings.state.mkdir(parents=True, exist_ok=True)
    for folder in _state_folders(settings):
        _hand_over(folder, user)
    settings.sounds.mkdir(parents=True, exist_ok=True)
    if settings.music is None:
        music.ensure(settings.music_folder)
    return changed


def _state_folders(settings: AsteriskSettings) -> tuple[Path, ...]:
    spool = settings.spool
    return (
        settings.lib,
        settings.lib / "keys",
        spool,
        spool / "recording",
        spool / "monitor",
        spool / "tmp",
        settings.run,
        settings.log,
    )


def _hand_over(folder: Path, user: str | None) -> None:
    """Never through a link: some of the parents are the user's own, who must not be given anything else."""
    folder.mkdir(mode=0o750, exist_ok=True)
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, grp.getgrnam(user).gr_gid, follow_symlinks=False)


def _replace(path: Path, content: bytes, *, group: str | None) -> bool:
    """Atomically; never readable by others, not even for a moment. False when nothing had to change."""
    if path.is_file() and path.read_bytes() == content and group in (None, path.group()):
        return False
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if group is not None:
            shutil.chown(temporary, group=group)
        temporary.chmod(0o640)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True
