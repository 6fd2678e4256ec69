"""The one desk of this program that is open, as the SQL thread knows it."""

from collections.abc import Callable
from dataclasses import replace

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.logging_in import open_emergency_access, sign_in


class HeldDesk:
    """Belongs to the SQL thread alone, so that whoever leaves finds what is open and closes it, whatever was going on.

    Each method gives the desk as it then is. Raises what opening a desk does.
    """

    def __init__(self) -> None:
        """Hold none yet."""
        self._desk: Desk | None = None

    def open(self, open_it: Callable[[], Desk]) -> Desk:
        """Open another one in place of what is open."""
        self.close()
        self._desk = open_it()
        return self._desk

    def switch(self, desk: Desk, login: str) -> Desk:
        """Give the desk to somebody else of the demonstration."""
        self._desk = desk.switched_to(login)
        return self._desk

    def break_glass(self, desk: Desk, reason: str) -> Desk:
        """Open emergency access for who is there."""
        open_emergency_access(desk.store, reason)
        self._desk = replace(desk, person=sign_in(desk.store, desk.login))
        return self._desk

    def know(self, desk: Desk, person: Person) -> Desk:
        """Take note that the person is something else by now."""
        self._desk = replace(desk, person=person, wrong_passwords=0)
        return self._desk

    def close(self) -> None:
        """Close what is open, if anything is."""
        if self._desk is not None:
            self._desk.close()
        self._desk = None
