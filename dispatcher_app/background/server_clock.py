"""The database's clock, as this desk knows it: no workstation's own clock is ever shown or compared."""

from datetime import UTC, datetime, timedelta

from dispatcher_app.background.seconds import seconds_passed

_ROUGH_FROM_S = 0.5
_GOOD_FOR_S = 600.0
"""How long a good word outweighs a rough one: in this time a machine's oscillator strays by less than 0.1 s."""


class ServerClock:
    """Runs on from the last instant the database told, by seconds that nobody can set."""

    def __init__(self) -> None:
        """Before the first word of the database, this machine's clock has to do."""
        self._instant = datetime.now(UTC)
        self._heard = seconds_passed()
        self._is_told = False

    def synchronise(self, instant: datetime, asked: float, answered: float) -> None:
        """Take the database's word; the question went out and its answer came in at these seconds.

        An answer that took long says little: it is taken only where there has been no better one for a while.
        """
        is_rough = answered - asked > _ROUGH_FROM_S
        if is_rough and self._is_told and answered - self._heard < _GOOD_FOR_S:
            return
        self._instant = instant + timedelta(seconds=(answered - asked) / 2)
        self._heard = answered
        self._is_told = True

    def now(self) -> datetime:
        """Give the database's time, aware and UTC, to within half a round trip."""
        return self._instant + timedelta(seconds=seconds_passed() - self._heard)

    def ahead(self) -> timedelta | None:
        """Tell how far this machine's own clock is ahead of the database's; None before the database has told."""
        return datetime.now(UTC) - self.now() if self._is_told else None
