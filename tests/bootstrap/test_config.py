"""Where settings come from, which outweighs which, and what is said about wrong ones."""

from datetime import timedelta
from pathlib import Path

import pytest

from dispatcher_app.config import load_config
from dispatcher_app.domain.errors import InvalidInput

FILE = """
[database]
url = "postgresql://file/room"
[desk]
name = "desk 3"
theme = "light"
[targets]
1 = 8
2 = 17.5
"""


def environ(tmp_path: Path, text: str | None = None, **more: str) -> dict[str, str]:
    file = tmp_path / "config.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    return {"DISPATCHER_CONFIG": str(file), **more}


def test_without_any_setting_a_desk_uses_the_embedded_server(tmp_path: Path) -> None:
    config = load_config(environ(tmp_path))
    assert config.database_url == ""
    assert config.theme == "dark"
    assert config.targets[1] == timedelta(minutes=7)


def test_file_is_read_and_unnamed_targets_keep_their_defaults(tmp_path: Path) -> None:
    config = load_config(environ(tmp_path, FILE))
    assert (config.database_url, config.desk, config.theme) == ("postgresql://file/room", "desk 3", "light")
    assert config.targets[1] == timedelta(minutes=8)
    assert config.targets[2] == timedelta(minutes=17, seconds=30)
    assert config.targets[3] == timedelta(minutes=120)


def test_environment_outweighs_the_file_and_the_command_line_both(tmp_path: Path) -> None:
    given = environ(tmp_path, FILE, DISPATCHER_DATABASE_URL="postgresql://environment/room")
    assert load_config(given).database_url == "postgresql://environment/room"
    config = load_config(given, database_url="postgresql://line/room", desk="desk 9")
    assert (config.database_url, config.desk) == ("postgresql://line/room", "desk 9")


@pytest.mark.parametrize(
    "text",
    [
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
