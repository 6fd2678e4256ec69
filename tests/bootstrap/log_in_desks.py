"""A log-in window of a test's own: its servers, its keyring, and a person at its keyboard."""

from collections.abc import Callable

from keyring.backend import KeyringBackend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.log_in_desk import LogInAttempt, LogInDesk
from dispatcher_app.config import ServerProfile
from dispatcher_app.domain.errors import PasswordNeeded, WrongPassword

COUNTY = ServerProfile("County", "postgresql://db.county.example/room")
CITY = ServerProfile("City", "postgresql://db.city.example/room")
SECRET = "a long enough one"  # noqa: S105
AT_COUNTY = "Dispatcher: db.county.example:5432/room"
WRONG = WrongPassword("The name or the password is wrong.")
NEEDED = PasswordNeeded("This server asks for a password.")

Open = Callable[..., LogInDesk]


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


def type_name(desk: LogInDesk, qtbot: QtBot, name: str) -> None:
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    desk.window.sheet.name_field.setFocus()
    QTest.keyClicks(desk.window.sheet.name_field, name)
    QTest.keyClick(desk.window.sheet.name_field, Qt.Key.Key_Tab)
