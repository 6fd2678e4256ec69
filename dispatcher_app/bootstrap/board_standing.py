"""How true the board on screen is, told to the window: its age, what ails the line, whether anything can be written."""

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.background.board_feed import BoardFeed
from dispatcher_app.background.seconds import seconds_passed
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.domain.errors import DispatcherError, LogInRefused, SchemaMismatch, Untrusted
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.desk_window import DeskWindow

_SHOWN_EVERY_MS = 250

_CLOCK_OFF_FROM = timedelta(seconds=2)

_LASTING = (LogInRefused, SchemaMismatch, Untrusted)
"""What does not pass by itself: whatever is on the board, nothing can be written."""

_READ_ONLY = "Only a read-only copy of the database can be reached, until the main server is back."


class BoardStanding(QObject):
    """Lives as long as its window. A board that came and could not be shown is not on screen."""

    def __init__(self, store: Store, window: DeskWindow, feed: BoardFeed, clock: ServerClock) -> None:
        """Tell nothing yet."""
        super().__init__(window)
        self._store = store
        self._window = window
        self._feed = feed
        self._clock = clock
        self._is_shown = False
        self._shown_at: float | None = None
        self._timer = QTimer(self, interval=_SHOWN_EVERY_MS)
        self._timer.timeout.connect(self._tell_age)
        feed.proved.connect(self._tell_age)

    def start(self) -> None:
        """Go on telling how old the board is."""
        self._timer.start()

    def stop(self) -> None:
        """Tell it no more."""
        self._timer.stop()

    def hide(self) -> None:
        """Take note that the newest board is not on screen yet."""
        self._is_shown = False

    def show(self) -> None:
        """Take note that the newest board is on screen: whatever stood in the way is over."""
        self._window.show_line_trouble(None)
        self._window.show_unavailable(None)
        self._window.show_read_only(_READ_ONLY if self._store.is_read_only else None)
        self._is_shown = True
        self._tell_age()

    def tell(self, error: DispatcherError) -> None:
        """Say why no board comes."""
        if isinstance(error, _LASTING):
            self._window.show_unavailable(str(error))
        else:
            # It may be over in a moment: how old the board grows decides what may still be done with it.
            self._window.show_line_trouble(str(error))

    def tell_fault(self, sentence: str) -> None:
        """Say that this desk is at fault."""
        self._window.show_unavailable(sentence, is_fault=True)

    @Slot()
    def _tell_age(self) -> None:
        age = self._feed.age()
        if self._is_shown and age is not None:
            self._shown_at = seconds_passed() - age.total_seconds()
        self._window.show_data_age(
            None if self._shown_at is None else timedelta(seconds=seconds_passed() - self._shown_at)
        )
        # Of a recorded week everybody knows that it is over.
        ahead = None if self._store.settings.is_replay else self._clock.ahead()
        self._window.show_clock_off(ahead if ahead is not None and abs(ahead) > _CLOCK_OFF_FROM else None)
