"""One frozen configuration, read once from a file, the environment and the command line, in rising order of weight.

The file is `config.toml` in the user's configuration folder (or where DISPATCHER_CONFIG says):

    [servers.County]                         # as many as there are; the first is the usual one
    url = "postgresql://db.example/control_room"
    tls = "verify-full"                      # or, in writing only, less: "verify-ca", "require", "disable"
    root_certificate = "/etc/county/ca.crt"  # without it: libpq's own file, or the system's issuers
    [database]                               # one server without a name, which outweighs the named ones
    url = "postgresql://host/control_room"   # without any server: the PostgreSQL that comes along
    [desk]
    name = "desk 3"                          # without it: the lowest free number
    theme = "dark"                           # or "light"
    login = "anna"                           # who is usually here
    lock_after_minutes = 15                  # without anybody touching it; 0: never
    stale_after_seconds = 5                  # without news of the database: the board is called stale
    locks_after_seconds = 15                 # and from here on nothing can be dispatched by it
    [targets]                                # minutes from reception to the first ambulance, by priority
    1 = 7
"""

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from platformdirs import PlatformDirs

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.domain.texts import DESK_NAME, checked_text
from dispatcher_app.storage.address import take_apart
from dispatcher_app.storage.store import ConnectionSettings
from dispatcher_app.storage.transport import Tls
from dispatcher_app.ui.header.freshness import AgeLimits

_AGES = {"stale_after_seconds": "stale_from", "locks_after_seconds": "locked_from"}
_SERVER = {"url": "text", "tls": "text", "root_certificate": "text"}
_KNOWN = {
    "database": _SERVER,
    "desk": dict.fromkeys(("name", "theme", "login"), "text") | dict.fromkeys(("lock_after_minutes", *_AGES), "number"),
}
_TYPES: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
_THEMES = ("dark", "light")
_LOCK_AFTER_MIN = 15
_LONGEST_LOCK_MIN = 24 * 60
_LONGEST_TARGET_MIN = 24 * 60
_LONGEST_AGE_S = 600
_LONGEST_SERVER_NAME = 40
_LONGEST_LOGIN = 63


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """One shared database: its address, and what it has to prove (None: that depends on where it is).

    `name` is empty for an address that was given without one. The address may hold a password.
    """

    name: str
    url: str = field(repr=False)
    tls: Tls | None = None
    root_certificate: str = ""

    def settings(self, *, desk: str = "", login: str = "", password: str = "") -> ConnectionSettings:
        """Give what a desk connects with, as the person named, or as the address has it."""
        return ConnectionSettings(
            self.url,
            desk=desk,
            login=login,
            password=password,
            tls=self.tls,
            root_certificate=self.root_certificate,
        )

    def names_somebody(self) -> bool:
        """Tell whether the address, or what libpq reads besides, may say who connects."""
        given = take_apart(self.url)
        return any((given.get("user"), given.get("service"), os.environ.get("PGUSER"), os.environ.get("PGSERVICE")))


@dataclass(frozen=True, slots=True)
class AppConfig:
    """What a desk needs to know before it knows a database. No `server` means the embedded one.

    `servers` are those with a name, in the file's order. `login` is who is usually here; `lock_after` None: never.
    """

    data_dir: Path
    log_dir: Path
    server: ServerProfile | None = None
    servers: tuple[ServerProfile, ...] = ()
    desk: str = ""
    theme: str = "dark"
    login: str = ""
    lock_after: timedelta | None = timedelta(minutes=_LOCK_AFTER_MIN)
    targets: Mapping[int, timedelta] = field(default_factory=lambda: DEFAULT_TARGETS)
    age_limits: AgeLimits = field(default_factory=AgeLimits)

    @property
    def database_url(self) -> str:
        """The chosen server's address; empty: the embedded server."""
        return self.server.url if self.server else ""


def load_config(
    environ: Mapping[str, str], *, database_url: str = "", server: str = "", desk: str = "", login: str = ""
) -> AppConfig:
    """Read the configuration; the arguments outweigh environment and file. `server` names one of the file's.

    Raises InvalidInput with one sentence for each setting that cannot be used.
    """
    if server and database_url:
        raise InvalidInput({"server": ["Give a server's name or a database's address, not both."]})
    folders = PlatformDirs("dispatcher", appauthor=False)
    file = Path(environ.get("DISPATCHER_CONFIG") or folders.user_config_path / "config.toml")
    settings = _read(file)
    data_dir = environ.get("DISPATCHER_DATA_DIR")
    log_dir = environ.get("DISPATCHER_LOG_DIR")
    in_desk = settings.get("desk", {})
    url = database_url or environ.get("DISPATCHER_DATABASE_URL", "")
    servers = tuple(_profile(name, values) for name, values in settings.get("servers", {}).items())
    return AppConfig(
        # Absolute from the start: PostgreSQL's programs run in folders of their own.
        data_dir=Path(data_dir).absolute() if data_dir else _default_data_dir(folders),
        log_dir=Path(log_dir).absolute() if log_dir else folders.user_log_path,
        server=_named(server, servers) if server else _usual(url, settings, servers),
        servers=servers,
        desk=_checked_desk(desk or in_desk.get("name", "")),
        theme=in_desk.get("theme", "dark"),
        login=_checked_login(login or in_desk.get("login", "")),
        lock_after=timedelta(minutes=in_desk.get("lock_after_minutes", _LOCK_AFTER_MIN)) or None,
        targets=_targets(settings),
        age_limits=_age_limits(in_desk),
    )


def _profile(name: str, values: Mapping[str, Any]) -> ServerProfile:
    tls = Tls(values["tls"]) if "tls" in values else None
    return ServerProfile(name, values["url"], tls, _root_certificate(values))


def _root_certificate(values: Mapping[str, Any]) -> str:
    return os.path.expanduser(str(values.get("root_certificate", "")))  # noqa: PTH111  (an account may have no home)


def _named(server: str, servers: Iterable[ServerProfile]) -> ServerProfile:
    known = {profile.name: profile for profile in servers}
    if server not in known:
        names = f"It knows {', '.join(known)}." if known else "It knows none."
        raise InvalidInput({"server": [f"The configuration knows no server {server}. {names}"]})
    return known[server]


def _usual(url: str, settings: Mapping[str, Any], servers: tuple[ServerProfile, ...]) -> ServerProfile | None:
    if url:
        take_apart(url)
        # What the file allows, it allows to the servers in it.
        return ServerProfile("", url)
    if settings.get("database", {}).get("url"):
        return _profile("", settings["database"])
    return servers[0] if servers else None


def _checked_desk(name: str) -> str:
    return checked_text("desk", name, DESK_NAME)


def _checked_login(login: str) -> str:
    if login and not _is_name(login, _LONGEST_LOGIN):
        sentence = f"A log-in name has 1 to {_LONGEST_LOGIN} letters, all of which can be printed."
        raise InvalidInput({"login": [sentence]})
    return login


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
        elif section == "servers" and isinstance(values, dict):
            for name, server in values.items():
                problems |= _server_problems(name, server)
        elif section not in _KNOWN or not isinstance(values, dict):
            problems[section] = f"[{section}] is not a section of it."
        else:
            problems |= _value_problems(section, values, _KNOWN[section])
    if not problems:
        problems = _desk_problems(settings.get("desk", {})) | _reach_problems("database", settings.get("database", {}))
    return problems


def _value_problems(section: str, values: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    return {
        f"{section}.{name}": f"{name} is not a setting of [{section}]."
        if name not in known
        else f"{name} in [{section}] is a {known[name]}."
        for name, value in values.items()
        if name not in known or not _TYPES[known[name]](value)
    }


def _desk_problems(desk: Mapping[str, Any]) -> dict[str, str]:
    problems: dict[str, str] = {}
    if desk.get("theme", "dark") not in _THEMES:
        problems["desk.theme"] = f"theme is one of {', '.join(_THEMES)}."
    if not 0 <= desk.get("lock_after_minutes", 0) <= _LONGEST_LOCK_MIN:
        problems["desk.lock_after_minutes"] = (
            f"lock_after_minutes in [desk] is a number from 0 (never) to {_LONGEST_LOCK_MIN}."
        )
    if not _is_name(desk.get("login", "-"), _LONGEST_LOGIN):
        problems["desk.login"] = f"login in [desk] has 1 to {_LONGEST_LOGIN} letters, all of which can be printed."
    return problems | _age_problems(desk)


def _age_limits(desk: Mapping[str, Any]) -> AgeLimits:
    return AgeLimits(**{limit: timedelta(seconds=desk[name]) for name, limit in _AGES.items() if name in desk})


def _age_problems(desk: Mapping[str, Any]) -> dict[str, str]:
    wrong = [name for name in _AGES if not 1 <= desk.get(name, 1) <= _LONGEST_AGE_S]
    problems = {f"desk.{name}": f"{name} in [desk] is a number from 1 to {_LONGEST_AGE_S}." for name in wrong}
    if not problems and _age_limits(desk).stale_from >= _age_limits(desk).locked_from:
        problems["desk.stale_after_seconds"] = "stale_after_seconds in [desk] is less than locks_after_seconds."
    return problems


def _server_problems(name: str, values: object) -> dict[str, str]:
    section = f"servers.{name}"
    if not _is_name(name, _LONGEST_SERVER_NAME):
        return {"servers": f"a server's name has 1 to {_LONGEST_SERVER_NAME} letters, all of which can be printed."}
    if not isinstance(values, dict):
        return {section: f"[{section}] is no section: write the server's settings below that line."}
    problems = _value_problems(section, values, _SERVER)
    if not problems and not values.get("url"):
        return {f"{section}.url": f"[{section}] has no url."}
    return problems or _reach_problems(section, values)


def _reach_problems(section: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Look at how a server is to be reached, once all is of the right type."""
    problems: dict[str, str] = {}
    if values.get("tls", Tls.VERIFY_FULL) not in list(Tls):
        problems[f"{section}.tls"] = f"tls in [{section}] is one of {', '.join(reversed(Tls))}."
    if values.get("root_certificate") and not Path(_root_certificate(values)).is_absolute():
        problems[f"{section}.root_certificate"] = f"root_certificate in [{section}] is a whole path, from / or ~ on."
    if values.get("url"):
        try:
            take_apart(values["url"])
        except InvalidInput as error:
            problems[f"{section}.url"] = f"url in [{section}]: {error}"
    return problems


def _is_name(text: str, longest: int) -> bool:
    return text.isprintable() and len(text.strip()) > 0 and len(text) <= longest


def _target_problems(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"targets.{name}": f"the target of priority {name} is a number of minutes, for priorities 1 to 4."
        for name, value in values.items()
        if name not in {"1", "2", "3", "4"} or not _TYPES["number"](value) or not 0 < value <= _LONGEST_TARGET_MIN
    }


def _targets(settings: Mapping[str, Any]) -> Mapping[int, timedelta]:
    given = {int(name): timedelta(minutes=value) for name, value in settings.get("targets", {}).items()}
    return dict(DEFAULT_TARGETS) | given
