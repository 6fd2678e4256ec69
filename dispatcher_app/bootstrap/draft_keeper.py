"""A call while it is being taken, kept in the database as it is typed: a crash loses nothing that a pause has seen."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallDraft, Duplicate
from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.domain.ids import RequestId
from dispatcher_app.operations.taking_calls import begin_draft, discard_draft, find_duplicates, save_draft
from dispatcher_app.storage.store import Store

_KEPT_AGAIN_AFTER_MS = 2_000

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Taking:
    """A call being taken. `kept` is what the database holds of it, None before the first time."""

    request_id: RequestId = field(default_factory=new_request_id)
    ring_at: datetime | None = None
    entry: CallEntry = field(default_factory=CallEntry)
    kept: CallEntry | None = None
    is_keeping: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a draft gave: when it rang by the server's clock, and what the call may be about."""

    ring_at: datetime
    duplicates: tuple[Duplicate, ...]


class DraftKeeper(QObject):
    """Keeps one draft at a time, one writing at a time: the last word wins.

    `kept` carries a `Kept`, `not_kept` the sentence why not; it is tried again until it is.
    """

    kept = Signal(object)
    not_kept = Signal(str)

    def __init__(self, store: Store, jobs: JobRunner, parent: QObject) -> None:
        """Keep nothing yet."""
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self.taking: Taking | None = None
        self.timer = QTimer(self, interval=_KEPT_AGAIN_AFTER_MS, singleShot=True)
        self.timer.timeout.connect(self.keep)

    def begin(self, taking: Taking) -> None:
        """Keep this one from now on."""
        self.taking = taking
        self.keep()

    def change(self, entry: CallEntry) -> None:
        """Keep what it says by now."""
        if self.taking is not None:
            self.taking.entry = entry
            self.keep()

    def end(self) -> Taking | None:
        """Keep it no more, and give it."""
        taking, self.taking = self.taking, None
        self.timer.stop()
        return taking

    def discard(self) -> None:
        """Keep it no more, and empty what was kept."""
        taking = self.end()
        if taking is not None and taking.ring_at is not None:
            draft = CallDraft(taking.request_id, taking.ring_at)
            self._jobs.run(partial(discard_draft, self._store, draft), _ignore, _log_failure)

    def renew(self) -> None:
        """Give it another request id: what went out under the old one will never take effect."""
        if self.taking is not None:
            self.taking.request_id = new_request_id()
            self.taking.kept = None
            self.keep()

    @Slot()
    def keep(self) -> None:
        """Write it, unless it is being written or is kept already."""
        taking = self.taking
        if taking is None or taking.is_keeping or taking.kept == taking.entry:
            return
        taking.is_keeping = True
        entry = taking.entry
        job = partial(_keep, self._store, taking.request_id, entry)
        self._jobs.run(job, partial(self._on_kept, taking, entry), partial(self._on_not_kept, taking))

    def _on_kept(self, taking: Taking, entry: CallEntry, kept: Kept) -> None:
        taking.is_keeping = False
        taking.ring_at, taking.kept = taking.ring_at or kept.ring_at, entry
        if taking is self.taking:
            self.kept.emit(kept)
            self.keep()

    def _on_not_kept(self, taking: Taking, error: Exception) -> None:
        taking.is_keeping = False
        if not isinstance(error, DispatcherError):
            _log.error("a draft could not be kept", exc_info=error)
        if taking is self.taking:
            self.not_kept.emit(str(error) if isinstance(error, DispatcherError) else "a fault in this desk")
            self.timer.start()


def _keep(store: Store, request_id: RequestId, entry: CallEntry) -> Kept:
    """Run on the SQL thread."""
    draft = begin_draft(store, request_id)
    save_draft(store, draft, entry)
    return Kept(draft.ring_at, find_duplicates(store, entry))


def _ignore(_: object) -> None:
    """A draft that is gone is no news."""


def _log_failure(error: Exception) -> None:
    _log.warning("a draft was not discarded: %s", error)
