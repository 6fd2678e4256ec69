"""A person's own slips at the keyboard, which are no news to them once they are in."""

from dataclasses import replace

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.errors import AccountLocked, WrongPassword


class OwnSlips:
    """Counts the wrong passwords that were typed here for the log-in tried last, and keeps no other name."""

    def __init__(self) -> None:
        """Nobody has slipped yet."""
        self._login = ""
        self._count = 0

    def note(self, login: str, error: Exception) -> None:
        """Count a try that came to nothing, if it was for a wrong password."""
        if isinstance(error, WrongPassword | AccountLocked):
            self._count = self._count + 1 if login == self._login else 1
            self._login = login

    def taken_off(self, desk: Desk) -> Desk:
        """Leave of the wrong passwords that the server tells of only a stranger's; count anew."""
        own = self._count if desk.login == self._login else 0
        self._login, self._count = "", 0
        return replace(desk, wrong_passwords=max(0, desk.wrong_passwords - own))
