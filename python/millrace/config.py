"""Keywords as a configuration, for the library and for the program."""

import json
import os
from typing import Any

from millrace.errors import UserError

Path = str | os.PathLike[str]


def text_of(config: Path | None, keys: dict[str, Any]) -> tuple[str, str | None]:
    """The text of a millrace.yml, and the directory that its relative paths start from, if not the current one."""
    _refuse_both(config, keys)
    if config is None:
        return (_json(keys) if keys else ""), None  # JSON is YAML
    try:
        with open(config, encoding="utf-8") as file:
            return file.read(), os.path.dirname(os.path.abspath(config))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the configuration {os.fspath(config)}: {error}") from error


def flags_of(config: Path | None, keys: dict[str, Any]) -> list[str]:
    """The same for the command line, where sections are parts of a key's name."""
    _refuse_both(config, keys)
    flags = [f"--config={os.devnull if config is None else os.fspath(config)}"]
    for name, value in keys.items():
        leaves = {f"{name}.{key}": leaf for key, leaf in value.items()} if isinstance(value, dict) else {name: value}
        flags += [f"--set={key}={leaf if isinstance(leaf, str) else _json(leaf)}" for key, leaf in leaves.items()]
    return flags


def overridden(config: Path, settings: list[str]) -> list[str]:
    """A file, and `key=value` as the command line has them, for the command line."""
    return [f"--config={os.fspath(config)}", *(f"--set={setting}" for setting in settings)]


def _refuse_both(config: Path | None, keys: dict[str, Any]) -> None:
    if config is not None and keys:
        raise UserError(f"give either a configuration file or its keys, not both: {os.fspath(config)}, `{next(iter(keys))}`")


def _json(value: object) -> str:
    return json.dumps(value, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise UserError(f"a value of the configuration is of type {type(value).__name__}: texts, numbers, lists and dicts are read")
