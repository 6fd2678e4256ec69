"""The one desk of this program that is open, as the SQL thread knows it."""

from collections.abc import Callable
from dataclasses import replace

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.logging_in import open_emergency_access, sign_in


class HeldDesk:
    """Belongs to the SQL thread alone, so that whoever leaves finds what is open and closes it, whatever was going on.

    Each method gives the desk as it then is. Raises what opening a desk does, and Unavailable where none is open.
    """

    def __init__(self) -> None:
        """Hold none yet."""
        self._desk: Desk | None = None

    def open(self, open_it: Callable[[], Desk]) -> Desk:
        """Open another one in place of what is open."""
        self.close()
        self._desk = open_it()
        return self._desk

    def switch(self, login: str) -> Desk:
        """Give the desk to somebody else of the demonstration."""
        self._desk = self._held().switched_to(login)
        return self._desk

    def break_glass(self, reason: str) -> Desk:
        """Open emergency access for who is there."""
        desk = self._held()
        access = open_emergency_access(desk.store, reason)
        self._desk = replace(desk, access=access, person=sign_in(desk.store, desk.login))
        return self._desk

    def know(self, person: Person) -> Desk:
        """Take note that the person is something else by now."""
        self._desk = replace(self._held(), person=person, wrong_passwords=0)
        return self._desk

    def close(self) -> None:
        """Close what is open, if anything is."""
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()

    def _held(self) -> Desk:
        if self._desk is None:
            raise Unavailable("This desk was closed in the meantime.")
        return self._desk
