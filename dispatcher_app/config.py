"""One frozen configuration, read once from a file, the environment and the command line, in rising order of weight.

The file is `config.toml` in the user's configuration folder (or where DISPATCHER_CONFIG says):

    [database]
    url = "postgresql://host/control_room"   # without it: the PostgreSQL that comes along
    [desk]
    name = "desk 3"                          # without it: the lowest free number
    theme = "dark"                           # or "light"
    [targets]                                # minutes from reception to the first ambulance, by priority
    1 = 7
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from platformdirs import PlatformDirs

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.storage.store import take_apart

_KNOWN = {"database": {"url": str}, "desk": {"name": str, "theme": str}}
_THEMES = ("dark", "light")
_LONGEST_TARGET_MIN = 24 * 60
_LONGEST_DESK_NAME = 40


@dataclass(frozen=True, slots=True)
class AppConfig:
    """What a desk needs to know before it knows a database. An empty `database_url` means the embedded server."""

    data_dir: Path
    log_dir: Path
    database_url: str = ""
    desk: str = ""
    theme: str = "dark"
    targets: Mapping[int, timedelta] = field(default_factory=lambda: DEFAULT_TARGETS)


def load_config(environ: Mapping[str, str], *, database_url: str = "", desk: str = "") -> AppConfig:
    """Read the configuration; the arguments outweigh environment and file.

    Raises InvalidInput with one sentence for each setting that cannot be used.
    """
    folders = PlatformDirs("dispatcher", appauthor=False)
    file = Path(environ.get("DISPATCHER_CONFIG") or folders.user_config_path / "config.toml")
    settings = _read(file)
    data_dir = environ.get("DISPATCHER_DATA_DIR")
    log_dir = environ.get("DISPATCHER_LOG_DIR")
    url = database_url or environ.get("DISPATCHER_DATABASE_URL", "") or settings.get("database", {}).get("url", "")
    return AppConfig(
        # Absolute from the start: PostgreSQL's programs run in folders of their own.
        data_dir=Path(data_dir).absolute() if data_dir else _default_data_dir(folders),
        log_dir=Path(log_dir).absolute() if log_dir else folders.user_log_path,
        database_url=_checked_address(url),
        desk=_checked_desk(desk or settings.get("desk", {}).get("name", "")),
        theme=settings.get("desk", {}).get("theme", "dark"),
        targets=_targets(settings),
    )


def _checked_address(url: str) -> str:
    if url:
        take_apart(url)
    return url


def _checked_desk(name: str) -> str:
    if not name.isprintable() or len(name) > _LONGEST_DESK_NAME:
        sentence = f"A desk's name has at most {_LONGEST_DESK_NAME} letters, all of which can be printed."
        raise InvalidInput({"desk": [sentence]})
    return name


def _default_data_dir(folders: PlatformDirs) -> Path:
    # Root's home is closed to the account that the server then runs as.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/dispatcher")
    return folders.user_data_path


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput({"configuration": [f"The configuration {file} cannot be read: {error}."]}) from error
    problems = _problems(settings)
    if problems:
        raise InvalidInput({name: [f"{file}: {sentence}"] for name, sentence in problems.items()})
    return settings


def _problems(settings: Mapping[str, Any]) -> dict[str, str]:
    problems: dict[str, str] = {}
    for section, values in settings.items():
        if section == "targets" and isinstance(values, dict):
            problems |= _target_problems(values)
        elif section not in _KNOWN or not isinstance(values, dict):
            problems[section] = f"[{section}] is not a section of it."
        else:
            problems |= _value_problems(section, values)
    if not problems and settings.get("desk", {}).get("theme", "dark") not in _THEMES:
        problems["desk.theme"] = f"theme is one of {', '.join(_THEMES)}."
    return problems


def _value_problems(section: str, values: Mapping[str, Any]) -> dict[str, str]:
    known = _KNOWN[section]
    return {
        f"{section}.{name}": f"{name} is not a setting of [{section}]."
        if name not in known
        else f"{name} in [{section}] is a text."
        for name, value in values.items()
        if name not in known or not isinstance(value, known[name])
    }


def _target_problems(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"targets.{name}": f"the target of priority {name} is a number of minutes, for priorities 1 to 4."
        for name, value in values.items()
        if name not in {"1", "2", "3", "4"}
        or not isinstance(value, int | float)
        or isinstance(value, bool)
        or not 0 < value <= _LONGEST_TARGET_MIN
    }


def _targets(settings: Mapping[str, Any]) -> Mapping[int, timedelta]:
    given = {int(name): timedelta(minutes=value) for name, value in settings.get("targets", {}).items()}
    return dict(DEFAULT_TARGETS) | given
