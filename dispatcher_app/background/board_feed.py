"""Keeping a picture of the board true: what changed is read the moment it is heard of, and everything after a gap."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.back_off import BackOff
from dispatcher_app.background.change_listener import ChangeListener, Line
from dispatcher_app.background.heartbeat import Heartbeat
from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.seconds import Timed, seconds_passed, timed
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.domain.board_news import STORY, Change, Heard
from dispatcher_app.domain.entities import Board

_GATHER_MS = 15
"""How long to wait for the rest of what one COMMIT tells."""
_READ_EVERY_MS = 100
"""Whatever happens, the board is read no more often than this."""
_UNHEARD_EVERY_MS = 2_000
"""How often to read everything while no line listens: a standby tells nobody, a full server lets no second line in."""
_MOST_ONE_BY_ONE = 500
_FIRST_REST_S = 0.2
_MOST_REST_S = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BoardReading:
    """What the feed asks of the database: `listen` on a thread of its own, the others on the SQL thread.

    `follow` makes a newer board of one by reading some records anew. `beat` sends a sign of life, which has to come
    back over the line, and gives the database's time.
    """

    load: Callable[[], Board]
    follow: Callable[[Board, frozenset[Change]], Board]
    beat: Callable[[str], datetime]
    listen: Callable[[], Line]


class BoardFeed(QObject):
    """Lives in the GUI thread. One reading is under way at a time.

    `board_loaded` carries each newer `Board`, `load_failed` the error of a reading; `proved`: a sign of life came back.
    `stories_changed` carries the ids of calls whose story has changed, or None: any may have, after a gap.
    """

    board_loaded = Signal(object)
    load_failed = Signal(object)
    proved = Signal()
    stories_changed = Signal(object)

    def __init__(
        self, jobs: JobRunner, reading: BoardReading, clock: ServerClock, parent: QObject | None = None
    ) -> None:
        """Ask for nothing yet."""
        super().__init__(parent)
        self._jobs = jobs
        self._reading = reading
        self._clock = clock
        self._board: Board | None = None
        self._pending: set[Change] = set()
        self._wants_all = False
        self._is_reading = False
        self._is_live = False
        self._is_over = False
        self._is_hearing = False
        self._begun = 0.0
        self._heard_until = 0.0
        self._good_at: float | None = None
        self._rest = BackOff(_FIRST_REST_S, _MOST_REST_S)
        self._due = QTimer(self, singleShot=True)
        self._unheard = QTimer(self, interval=_UNHEARD_EVERY_MS)
        self._listener = ChangeListener(reading.listen, self)
        self._heartbeat = Heartbeat(jobs, reading.beat, clock, self)
        self._connect()

    def _connect(self) -> None:
        self._due.timeout.connect(self._read)
        self._unheard.timeout.connect(self._on_unheard)
        self._listener.listening.connect(self._on_listening)
        self._listener.heard.connect(self._on_heard)
        self._listener.lost.connect(self._on_lost)
        self._heartbeat.came_back.connect(self._on_came_back)
        self._heartbeat.failed.connect(self._on_beat_failed)
        self._heartbeat.went_astray.connect(self._on_went_astray)

    def start(self) -> None:
        """Read the board, and listen from now on."""
        self._is_live = True
        self._listener.start()
        self._unheard.start()
        self.refresh()

    def stop(self) -> None:
        """Stand still: nothing is read any more unless somebody asks."""
        self._is_live = self._is_hearing = False
        self._listener.stop()
        self._heartbeat.stop()
        self._unheard.stop()
        self._due.stop()

    def end(self) -> None:
        """Read nothing any more, whoever asks: the connection is about to be somebody else's."""
        self.stop()
        self._is_over = True

    def age(self) -> timedelta | None:
        """Tell how old the picture is at the most; None when there is none yet."""
        return None if self._good_at is None else timedelta(seconds=seconds_passed() - self._good_at)

    @Slot()
    def refresh(self) -> None:
        """Read everything now; while a reading is under way, once more after it, however often this was asked."""
        self._wants_all = True
        self._read()

    @Slot()
    def refresh_unheard(self) -> None:
        """Read everything now where no line listens; where one does, whatever has changed comes by itself."""
        if not self._is_hearing:
            self.refresh()

    @Slot()
    def _read(self) -> None:
        if self._is_over or self._is_reading:
            return
        self._due.stop()
        asked, is_whole = seconds_passed(), self._wants_all or self._board is None
        if self._wants_all or self._board is None:
            # What was heard of until now is part of it.
            covers, read = asked, self._reading.load
        elif self._pending:
            covers, read = self._heard_until, partial(self._reading.follow, self._board, frozenset(self._pending))
        else:
            return
        self._wants_all, self._is_reading, self._begun = False, True, asked
        self._pending.clear()
        self._jobs.run(partial(timed, read), partial(self._on_read, covers, is_whole), self._on_failed)

    def _on_read(self, covers: float, is_whole: bool, answer: Timed[Board]) -> None:
        self._is_reading = False
        self._board = board = answer.value
        self._clock.synchronise(board.taken_at, answer.asked, answer.answered)
        self._rest.begin_anew()
        self._prove(covers - board.behind.total_seconds())
        if self._is_idle():
            self._prove(self._heard_until)
        if self._is_hearing and not self._wants_all:
            self._heartbeat.start()
        self.board_loaded.emit(board)
        if is_whole:
            self.stories_changed.emit(None)
        self._read_soon()

    def _prove(self, instant: float) -> None:
        if self._board is not None:
            self._good_at = instant if self._good_at is None else max(self._good_at, instant)

    def _on_failed(self, error: Exception) -> None:
        self._is_reading = False
        self._wants_all = True
        # The reading says when the line is back. A sign of life would only try the same once more.
        self._heartbeat.stop()
        if self._is_live:
            self._due.start(round(self._rest.after(error) * 1000))
        self.load_failed.emit(error)

    def _read_soon(self) -> None:
        if self._is_idle() or self._is_reading or self._due.isActive():
            return
        since_ms = (seconds_passed() - self._begun) * 1000
        self._due.start(max(_GATHER_MS, round(_READ_EVERY_MS - since_ms)))

    def _is_idle(self) -> bool:
        return not (self._wants_all or self._pending or self._is_reading)

    @Slot()
    def _on_listening(self) -> None:
        if not self._is_live:
            return
        self._is_hearing = True
        self._unheard.stop()
        self.refresh()

    @Slot(object)
    def _on_lost(self, error: Exception) -> None:
        if not self._is_live:
            return
        if self._is_hearing or not self._unheard.isActive():
            _log.warning("changes are not heard of: %s", error)
        self._is_hearing = False
        self._heartbeat.stop()
        if not self._unheard.isActive():
            self._unheard.start()

    @Slot()
    def _on_unheard(self) -> None:
        # After a failure its own rest comes first.
        if not self._due.isActive():
            self.refresh()

    @Slot(object)
    def _on_heard(self, heard: Heard) -> None:
        if not self._is_live:
            return
        changes = frozenset(change for change in heard.changes if not change.is_of_story)
        self._pending |= changes
        if heard.is_garbled or len(self._pending) > _MOST_ONE_BY_ONE:
            self._wants_all = True
        if not all(change.is_of_living for change in changes):
            self._wants_all = True
        self._heartbeat.hear(heard.beats)
        self._read_soon()
        # An assignment tells of its call's story itself.
        of_calls = {STORY, "emergency_call"}
        if stories := frozenset(change.id for change in heard.changes if change.table in of_calls):
            self.stories_changed.emit(stories)

    @Slot(float)
    def _on_came_back(self, asked: float) -> None:
        self._heard_until = asked
        if self._is_idle():
            self._prove(asked)
        self.proved.emit()

    @Slot(object)
    def _on_beat_failed(self, error: Exception) -> None:
        """Whatever it is, everything is read instead: that tells how things are, or what is wrong."""
        _log.info("no sign of life could be sent: %s", error)
        self._wants_all = True
        self._read_soon()

    @Slot()
    def _on_went_astray(self) -> None:
        _log.warning("a sign of life did not come back: listening anew")
        self._listener.begin_anew()
