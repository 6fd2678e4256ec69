"""The trail window, wired: searches run on the SQL thread, one at a time, and the newest one is what is shown."""

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.trail_verbs import search_page
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, NotFound
from dispatcher_app.operations.trail import TrailPage
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.trail import TrailCursor
from dispatcher_app.ui.trail.trail_search import TrailSearch
from dispatcher_app.ui.trail.trail_window import TrailWindow

_log = logging.getLogger(__name__)

_FIELDS = {"emergency call": "call", "ambulance": "ambulance", "person": "person"}


@dataclass(frozen=True, slots=True)
class _Wanted:
    search: TrailSearch
    after: TrailCursor | None = None


class TrailDesk(QObject):
    """Owns the trail window of one person at one desk. Lives in the GUI thread."""

    def __init__(self, store: Store, jobs: JobRunner, parent: QObject | None = None) -> None:
        """Search with this store, whose person must be a supervisor; nothing is searched until `show`."""
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self._shown: tuple[TrailSearch, TrailPage] | None = None
        self._running: _Wanted | None = None
        self._next: _Wanted | None = None
        self.window = TrailWindow()
        self.window.search_requested.connect(self._on_search_requested)
        self.window.more_requested.connect(self._on_more_requested)

    @Slot()
    def show(self) -> None:
        """Open the window, or bring it to the front. It comes with the newest events."""
        is_new = not self.window.isVisible()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if is_new:
            self.window.search()

    @Slot()
    def hide(self) -> None:
        """Take the window away and forget what it showed: the desk is locked, or somebody else sits down at it."""
        self._running = self._next = self._shown = None
        self.window.close()
        self.window.forget()

    def close(self) -> None:
        """Close the window for good; an answer that is still under way is dropped."""
        self.hide()
        self.window.deleteLater()

    @Slot(object)
    def _on_search_requested(self, search: TrailSearch) -> None:
        self.window.show_searching()
        self._ask(_Wanted(search))

    @Slot()
    def _on_more_requested(self) -> None:
        """Go on with the search whose entries are shown, whatever has been typed since."""
        if self._shown is None or self._running is not None:
            return
        search, page = self._shown
        if page.more is not None:
            self.window.show_searching()
            self._ask(_Wanted(search, page.more))

    def _ask(self, wanted: _Wanted) -> None:
        """Search now, or next: of those that wait only the newest. The thread is the one that sends ambulances."""
        if self._running is not None:
            self._next = wanted
            return
        self._running = wanted
        job = partial(search_page, self._store, wanted.search, wanted.after)
        self._jobs.run(job, partial(self._on_found, wanted), partial(self._on_failed, wanted))

    def _is_superseded(self, wanted: _Wanted) -> bool:
        """Settle a search; tell whether another was asked for in the meantime, and begin that."""
        if self._running is not wanted:
            return True
        self._running = None
        if self._next is None:
            return False
        following, self._next = self._next, None
        self._ask(following)
        return True

    def _on_found(self, wanted: _Wanted, page: TrailPage) -> None:
        if self._is_superseded(wanted):
            return
        self._shown = wanted.search, page
        if wanted.after is None:
            self.window.show_page(page)
        else:
            self.window.show_more(page)

    def _on_failed(self, wanted: _Wanted, error: Exception) -> None:
        if self._is_superseded(wanted):
            return
        match error:
            case InvalidInput():
                field, (sentence, *_) = next(iter(error.fields.items()))
                self.window.show_bad_input(field, sentence)
            case NotFound() if error.what in _FIELDS:
                self.window.show_bad_input(_FIELDS[error.what], str(error))
            case DispatcherError():
                self._show_failure(wanted, str(error))
            case _:
                _log.error("the trail could not be searched", exc_info=error)
                self._show_failure(wanted, "The trail could not be read: a fault in this desk, written to its log.")

    def _show_failure(self, wanted: _Wanted, sentence: str) -> None:
        """Say why nothing came. What stands there already goes only where it was to make room for something else."""
        if wanted.after is None:
            self._shown = None
            self.window.show_failure(sentence)
        else:
            self.window.show_more_failure(sentence)
