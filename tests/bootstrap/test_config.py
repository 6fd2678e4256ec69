"""Where settings come from, which outweighs which, and what is said about wrong ones."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from dispatcher_app.config import ServerProfile, load_config
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.storage.store import ConnectionSettings
from dispatcher_app.storage.transport import Tls

FILE = """
[database]
url = "postgresql://file/room"
[desk]
name = "desk 3"
theme = "light"
login = "anna"
lock_after_minutes = 2.5
[targets]
1 = 8
2 = 17.5
"""

SERVERS = """
[servers.County]
url = "postgresql://ada:hunter2@db.example/control_room"
root_certificate = "~/ca.crt"
[servers."Second site"]
url = "host=second.example dbname=room"
tls = "verify-ca"
"""


def environ(tmp_path: Path, text: str | None = None, **more: str) -> dict[str, str]:
    file = tmp_path / "config.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    return {"DISPATCHER_CONFIG": str(file), **more}


def test_without_any_setting_a_desk_uses_the_embedded_server(tmp_path: Path) -> None:
    config = load_config(environ(tmp_path))
    assert config.database_url == ""
    assert (config.server, config.servers) == (None, ())
    assert (config.theme, config.login, config.lock_after) == ("dark", "", timedelta(minutes=15))
    assert config.targets[1] == timedelta(minutes=7)


def test_file_is_read_and_unnamed_targets_keep_their_defaults(tmp_path: Path) -> None:
    config = load_config(environ(tmp_path, FILE))
    assert (config.database_url, config.desk, config.theme) == ("postgresql://file/room", "desk 3", "light")
    assert (config.login, config.lock_after) == ("anna", timedelta(minutes=2, seconds=30))
    assert config.targets[1] == timedelta(minutes=8)
    assert config.targets[2] == timedelta(minutes=17, seconds=30)
    assert config.targets[3] == timedelta(minutes=120)


def test_environment_outweighs_the_file_and_the_command_line_both(tmp_path: Path) -> None:
    given = environ(tmp_path, FILE, DISPATCHER_DATABASE_URL="postgresql://environment/room")
    assert load_config(given).database_url == "postgresql://environment/room"
    config = load_config(given, database_url="postgresql://line/room", desk="desk 9")
    assert (config.database_url, config.desk) == ("postgresql://line/room", "desk 9")


def test_a_desk_that_never_locks(tmp_path: Path) -> None:
    assert load_config(environ(tmp_path, "[desk]\nlock_after_minutes = 0")).lock_after is None


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("", (5, 15)),
        ("stale_after_seconds = 2", (2, 15)),
        ("locks_after_seconds = 7.5", (5, 7.5)),
        ("stale_after_seconds = 1\nlocks_after_seconds = 600", (1, 600)),
    ],
)
def test_how_old_a_board_may_be(tmp_path: Path, text: str, limits: tuple[float, float]) -> None:
    found = load_config(environ(tmp_path, f"[desk]\n{text}")).age_limits
    assert (found.stale_from.total_seconds(), found.locked_from.total_seconds()) == limits


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("stale_after_seconds = 0.9", "stale_after_seconds in [desk] is a number from 1 to 600."),
        ("locks_after_seconds = 601", "locks_after_seconds in [desk] is a number from 1 to 600."),
        ("locks_after_seconds = nan", "locks_after_seconds in [desk] is a number from 1 to 600."),
        ("locks_after_seconds = inf", "locks_after_seconds in [desk] is a number from 1 to 600."),
        ("stale_after_seconds = true", "stale_after_seconds in [desk] is a number."),
        ("stale_after_seconds = 15", "stale_after_seconds in [desk] is less than locks_after_seconds."),
        ("locks_after_seconds = 4", "stale_after_seconds in [desk] is less than locks_after_seconds."),
    ],
)
def test_ages_that_make_no_sense(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(sentence)):
        load_config(environ(tmp_path, f"[desk]\n{text}"))


def test_servers_have_names_and_the_first_is_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    config = load_config(environ(tmp_path, SERVERS))
    county, second = config.servers
    assert county == ServerProfile(
        "County", "postgresql://ada:hunter2@db.example/control_room", None, str(tmp_path / "ca.crt")
    )
    assert second == ServerProfile("Second site", "host=second.example dbname=room", Tls.VERIFY_CA)
    assert config.server == county
    assert config.database_url == county.url
    assert load_config(environ(tmp_path, SERVERS), server="Second site").server == second


def test_a_server_without_a_name_outweighs_the_named_and_may_be_trusted_with_less(tmp_path: Path) -> None:
    text = SERVERS + "[database]\nurl = 'host=lab.example dbname=room'\ntls = 'disable'\nroot_certificate = '/c'"
    in_file = environ(tmp_path, text, DISPATCHER_DATABASE_URL="")
    lab = ServerProfile("", "host=lab.example dbname=room", Tls.DISABLE, "/c")
    assert load_config(in_file).server == lab
    assert load_config(in_file, server="County").server != lab
    line = "host=lab.example dbname=other"
    assert load_config(in_file, database_url=line).server == ServerProfile("", line), "the file allows it to its own"
    assert load_config(in_file | {"DISPATCHER_DATABASE_URL": line}).server == ServerProfile("", line)
    assert load_config(in_file | {"DISPATCHER_DATABASE_URL": line}, server="County").server != ServerProfile("", line)


def test_a_server_that_is_not_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no server Country\. It knows County, Second site\.$"):
        load_config(environ(tmp_path, SERVERS), server="Country")
    with pytest.raises(InvalidInput, match=r"no server County\. It knows none\.$"):
        load_config({"DISPATCHER_CONFIG": str(tmp_path / "none.toml")}, server="County")
    with pytest.raises(InvalidInput, match="not both"):
        load_config(environ(tmp_path, SERVERS), server="County", database_url="host=h dbname=d")


def test_a_profile_and_a_person_make_a_connection() -> None:
    profile = ServerProfile("Lab", "host=lab.example dbname=room", Tls.REQUIRE, "ca.crt")
    password = "correct horse"  # noqa: S105
    assert profile.settings(desk="desk 3", login="anna", password=password) == ConnectionSettings(
        profile.url, "desk 3", "anna", password, Tls.REQUIRE, "ca.crt"
    )


def test_no_configuration_shows_a_password(tmp_path: Path) -> None:
    assert "hunter2" not in repr(load_config(environ(tmp_path, SERVERS)))


@pytest.mark.parametrize(
    "text",
    [
        "servers = 3",
        "[servers]\nCounty = 3",
        "[servers.County]",
        "[servers.County]\nurl = ''",
        "[servers.County]\nurl = 3",
        "[servers.County]\nurl = 'host=h dbname=d'\ntls = 'none'",
        "[servers.County]\nurl = 'host=h dbname=d'\ntls = true",
        "[servers.County]\nurl = 'host=h dbname=d'\ntsl = 'require'",
        "[servers.County]\nurl = 'postgresql://anna:hunter2@h'",
        "[servers.' ']\nurl = 'host=h dbname=d'",
        "[database]\nurl = 'host=h dbname=d'\ntls = 'none'",
        "[database]\nurl = 'postgresql://anna:hunter2@h'",
        "[database]\nroot_certificate = 3",
        "[database]\nroot_certificate = 'ca.crt'",
        "[servers.County]\nurl = 'host=h dbname=d'\nroot_certificate = '~nobody_at_all/ca.crt'",
        "[desk]\nlock_after_minutes = -1",
        "[desk]\nlock_after_minutes = nan",
        "[desk]\nlock_after_minutes = inf",
        "[desk]\nlock_after_minutes = true",
        "[desk]\nlock_after_minutes = '15'",
        "[desk]\nlogin = 3",
        "[desk]\nlogin = ''",
        '[desk]\nlogin = "an\\u0000na"',
        "[targets]\n5 = 1",
        "[targets]\n1 = true",
        "[targets]\n1 = 0",
        "[targets]\n1 = 100000",
        "[targets]\n1 = nan",
        "[targets]\n1 = inf",
        "targets = 3",
        "[desk]\nname = 3",
        "[desk]\ntheme = 'Dark'",
        "[database]\nuri = ''",
        "a = ",
        "\ufffe",
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_config(environ(tmp_path, text))
    assert "config.toml" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_config({"DISPATCHER_CONFIG": str(tmp_path)})


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("nonsense-hunter2", "cannot be read"),
        ("postgresql://anna:hunter2@[h/room", "cannot be read"),
        ("postgresql://anna:hunter2@h/room?foo=1", "cannot be read"),
        ("postgresql://anna:hunter2@h", "names no database"),
        ("dbname=postgresql://anna:hunter2@h/room", "is an address itself"),
        ("postgresql://anna:hunter2@h:port/room", "port in the database's address is no number"),
        ("postgresql://anna:hunter2@h/room?connect_timeout=long", "connect_timeout"),
    ],
)
def test_a_malformed_address_is_told_without_the_password_in_it(tmp_path: Path, address: str, word: str) -> None:
    with pytest.raises(InvalidInput, match=word) as caught:
        load_config(environ(tmp_path), database_url=address)
    assert "hunter2" not in str(caught.value)


def test_folders_are_absolute_wherever_the_desk_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load_config(environ(tmp_path, DISPATCHER_DATA_DIR="data", DISPATCHER_LOG_DIR="log"))
    assert (config.data_dir, config.log_dir) == (tmp_path / "data", tmp_path / "log")


@pytest.mark.parametrize("name", ["desk\n3", "x" * 41])
def test_a_name_that_no_header_could_show_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="desk's name"):
        load_config(environ(tmp_path), desk=name)
