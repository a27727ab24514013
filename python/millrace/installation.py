"""Where pip put the parts of this package that are not Python.

A wheel can place files below the environment itself, and this one uses it as `make install` uses its prefix: bin/millrace,
lib/millrace, share/millrace. So the program finds its libraries and data as it does everywhere else.
"""

import pathlib

from millrace.errors import MachineError

# From <environment>/lib/python3.N/site-packages/millrace up to <environment>.
_MOST_LEVELS = 5


def _find(name: str) -> str:
    for folder in list(pathlib.Path(__file__).resolve().parents)[:_MOST_LEVELS]:
        if (folder / name).is_file():
            return str(folder / name)
    raise MachineError(f"{name} is in no directory above {__file__}: install the wheel of millrace again")


def program() -> str:
    """The path of the program."""
    return _find("bin/millrace")


def library() -> str:
    """The path of libmillrace."""
    return _find("lib/libmillrace.so.1")
