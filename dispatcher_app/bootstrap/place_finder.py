"""Address help for one desk: the streets are read once, aside, and looked up without any network or database."""

import logging
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.domain.places import Place
from dispatcher_app.operations.address_book import AddressBook, load_address_book
from dispatcher_app.storage.parameters import ConnectionSettings
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.entry.place_found import PlaceFound

_PAUSE_MS = 40
"""Between two keys of a fast typist: only the last of them is looked up."""

_log = logging.getLogger(__name__)


class PlaceFinder(QObject):
    """`found` carries what was typed and the places that it may mean.

    Reading a city's streets takes a second or two, so it is done on a thread and a connection of its own, when the
    first call is taken. Until then, and where there are no streets, nothing is found: nobody who types is held up.
    """

    found = Signal(str, object)

    def __init__(self, settings: ConnectionSettings, parent: QObject) -> None:
        """Read nothing yet."""
        super().__init__(parent)
        self._settings = replace(settings, desk="")
        self._jobs = JobRunner()
        self._book: AddressBook | None = None
        self._is_reading = False
        self._typed = ""
        self.timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self.timer.timeout.connect(self._find)

    def prepare(self) -> None:
        """Read the streets, unless they are there or being read."""
        if self._book is None and not self._is_reading:
            self._is_reading = True
            self._jobs.run(partial(_load, self._settings), self._on_read, self._on_not_read)

    @Slot(str)
    def look_up(self, typed: str) -> None:
        """Look up what was typed, once the typing pauses."""
        self._typed = typed
        self.timer.start()

    def close(self) -> None:
        """Look nothing up any more."""
        self.timer.stop()
        self._jobs.drop_answers()
        self._jobs.close(_nothing)

    @Slot()
    def _find(self) -> None:
        if self._book is None or not self._typed.strip():
            self.found.emit(self._typed, ())
            return
        job = partial(self._book.find, self._typed)
        self._jobs.run(job, partial(self._on_found, self._typed), partial(self._on_not_found, self._typed))

    def _on_read(self, book: AddressBook) -> None:
        self._is_reading = False
        self._book = book
        self._find()

    def _on_not_read(self, error: Exception) -> None:
        self._is_reading = False
        _log.warning("the streets could not be read: %s", error, exc_info=not isinstance(error, DispatcherError))

    def _on_found(self, typed: str, places: tuple[Place, ...]) -> None:
        self.found.emit(typed, tuple(_offered(place) for place in places))

    def _on_not_found(self, typed: str, error: Exception) -> None:
        _log.error("an address could not be looked up", exc_info=error)
        self.found.emit(typed, ())


def _load(settings: ConnectionSettings) -> AddressBook:
    store = Store(settings)
    try:
        return load_address_book(store)
    finally:
        store.close()


def _offered(place: Place) -> PlaceFound:
    return PlaceFound(place.text, place.area, place.position, place.note or place.kind.value)


def _nothing() -> None:
    """The thread has nothing of its own to close."""
