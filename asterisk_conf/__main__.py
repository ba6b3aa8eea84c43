"""`python -m asterisk_conf`: write the files that the environment asks for, then become Asterisk."""

import os
import sys

from asterisk_conf.command import command
from asterisk_conf.environment import settings_from
from asterisk_conf.render import UnsafeValue, write


def main() -> None:
    try:
        settings = settings_from(os.environ)
        write(settings)
    except UnsafeValue as wrong:
        sys.exit(f"A setting of Asterisk cannot be used: {wrong}")
    arguments = command(settings)
    os.execv(arguments[0], arguments)  # noqa: S606 - the same process goes on, so signals reach Asterisk


if __name__ == "__main__":
    main()
