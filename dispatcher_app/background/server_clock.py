"""The database's clock, as this desk knows it: no workstation's own clock is ever shown or compared."""

import time
from datetime import UTC, datetime, timedelta


class ServerClock:
    """Runs on from the last instant the database told, by the monotonic clock, which nobody can set."""

    def __init__(self) -> None:
        """Before the first word of the database, this machine's clock has to do."""
        self._instant = datetime.now(UTC)
        self._heard = time.monotonic()

    def synchronise(self, instant: datetime, asked: float) -> None:
        """Take the database's word; `asked` is the monotonic second at which the question went out."""
        heard = time.monotonic()
        self._instant = instant + timedelta(seconds=(heard - asked) / 2)
        self._heard = heard

    def now(self) -> datetime:
        """Give the database's time, aware and UTC, to within half a round trip."""
        return self._instant + timedelta(seconds=time.monotonic() - self._heard)
