"""The log-in window, wired to a keyring and to the servers of a configuration."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.aside import Aside
from dispatcher_app.bootstrap.log_in_desk import LogInAttempt, LogInDesk
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import PasswordNeeded, WrongPassword
from tests.e2e.desks import ensure_theme

COUNTY = ServerProfile("County", "postgresql://db.county.example/room")
CITY = ServerProfile("City", "postgresql://db.city.example/room")
SECRET = "a long enough one"  # noqa: S105


class InMemory(KeyringBackend):
    """A keyring that lives as long as the test."""

    priority = 9

    def __init__(self) -> None:
        """Keep nothing yet."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Give it."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        del self.kept[service, username]


@pytest.fixture
def kept() -> Iterator[dict[tuple[str, str], str]]:
    """What this computer's keyring keeps."""
    before = keyring.get_keyring()
    backend = InMemory()
    keyring.set_keyring(backend)
    yield backend.kept
    keyring.set_keyring(before)


Open = Callable[..., LogInDesk]


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Ask at a workstation that knows two servers."""
    ensure_theme(qtbot)
    opened: list[LogInDesk] = []

    def open_one(login: str = "anna", server: ServerProfile | None = COUNTY, **more: Any) -> LogInDesk:
        config = AppConfig(tmp_path, tmp_path, server, (COUNTY, CITY), login=login)
        opened.append(LogInDesk(config))
        opened[-1].ask(**more)
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()


def log_in(desk: LogInDesk, qtbot: QtBot, password: str = "") -> LogInAttempt:
    sheet = desk.window.sheet
    if password:
        sheet.password.field.setText(password)
    with qtbot.waitSignal(desk.tried) as tried:
        QTest.keyClick(sheet.password.field, Qt.Key.Key_Return)
    assert tried.args
    attempt = tried.args[0]
    assert isinstance(attempt, LogInAttempt)
    return attempt


def test_a_password_is_kept_when_wanted_found_again_and_forgotten_when_not(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    first = open_desk()
    qtbot.waitUntil(first.window.sheet.keep_box.isVisible)
    first.window.sheet.keep_box.setChecked(True)
    log_in(first, qtbot, SECRET)
    assert kept == {}, "nothing is kept before it has proved right"
    first.finish()
    qtbot.waitUntil(lambda: kept == {("Dispatcher: County", "anna"): SECRET})
    second = open_desk()
    qtbot.waitUntil(lambda: second.window.sheet.password.text() == SECRET)
    assert log_in(second, qtbot).credentials.password == SECRET
    second.show_failure(WrongPassword("The name or the password is wrong."))
    assert second.window.sheet.password.text() == ""
    second.window.sheet.keep_box.setChecked(False)
    log_in(second, qtbot, "another one typed")
    second.finish()
    qtbot.waitUntil(lambda: kept == {})


def test_a_kept_password_goes_to_no_other_server_and_no_other_name(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    kept["Dispatcher: County", "anna"] = SECRET
    desk = open_desk()
    qtbot.waitUntil(lambda: desk.window.sheet.password.text() == SECRET)
    chooser = desk.window.sheet.server_chooser
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    assert desk.window.sheet.password.text() == ""
    attempt = log_in(desk, qtbot, "typed for the city")
    assert (attempt.server, attempt.credentials.password) == (CITY, "typed for the city")


def test_a_server_without_a_name_is_known_by_its_address(open_desk: Open, qtbot: QtBot) -> None:
    profile = ServerProfile("", "host=db.example dbname=room password=hunter2hunter2")
    desk = open_desk(server=profile)
    assert not desk.window.sheet.server_chooser.isVisible()
    attempt = log_in(desk, qtbot, SECRET)
    assert attempt.server is profile
    assert SECRET not in repr(attempt)
    assert "hunter2" not in repr(attempt)


def test_that_a_password_is_wanted_is_no_failure(open_desk: Open) -> None:
    desk = open_desk(error=PasswordNeeded("This server asks for a password."))
    assert not desk.window.sheet.failure_box.isVisible()
    assert desk.window.sheet.password.field.hasFocus() or not desk.window.isActiveWindow()


def test_what_never_answers_keeps_nobody(qtbot: QtBot) -> None:
    """Its thread dies with the program; an answer that comes after the end is dropped."""
    answer = threading.Event()
    heard: list[bool] = []
    aside = Aside()
    aside.run(answer.wait, heard.append)
    quick: list[str] = []
    aside.run(lambda: "done", quick.append)
    qtbot.waitUntil(lambda: quick == ["done"])
    aside.stop()
    answer.set()
    assert heard == []
