"""Where it is: what was typed, the places offered for it, and whether a position is known."""

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.texts import LIMITS
from dispatcher_app.ui.entry.entry_words import LOOKING, NO_LOCATION, NO_POSITION, NOT_FOUND, found_words
from dispatcher_app.ui.entry.place_found import PlaceFound
from dispatcher_app.ui.entry.suggesting_field import SuggestingField
from dispatcher_app.ui.entry.suggestion_list import Suggestion
from dispatcher_app.ui.widgets.plain_label import ElidedLabel

_ADDED = re.compile(r"\s*[,;#(]")
"""What follows this adds to a place (apt 4, 2nd floor) and does not make another one of it."""


class LocationPart(QWidget):
    """The field, its list of places, and beneath it what is known of the position, in words.

    `location_typed` carries the text at every key, for somebody to look places up; `changed` tells of any change.
    """

    location_typed = Signal(str)
    changed = Signal()

    def __init__(self, ground: QWidget) -> None:
        """Make it empty; the list may lie over `ground`."""
        super().__init__()
        self.field = SuggestingField("Location", LIMITS["emergency_call.location_text"].longest, ground)
        self.field.setObjectName("location_field")
        self.position_label = ElidedLabel(13)
        self.position_label.setObjectName("position_label")
        self._places: tuple[PlaceFound, ...] = ()
        self._found: PlaceFound | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.field)
        layout.addWidget(self.position_label.as_secondary())
        self.field.textEdited.connect(self._on_edited)
        self.field.row_taken.connect(self._on_row_taken)
        self.field.asked.connect(self._on_asked)
        self.field.left.connect(self._on_left)
        self._say(NO_LOCATION)

    def area_text(self) -> str:
        """Give the area of the place that was found."""
        return "" if self._found is None else self._found.area

    def position(self) -> Position | None:
        """Give the position of the place that was found."""
        return None if self._found is None else self._found.position

    def fill(self, text: str, area: str, position: Position | None) -> None:
        """Show a location as it was left, or none."""
        self.field.suggestions.forget()
        self.field.setText(text)
        self.field.setCursorPosition(len(text))
        self._places = ()
        self._found = PlaceFound(text, area, position) if position is not None or area else None
        self._tell(NO_POSITION)

    def show_places(self, query: str, places: Sequence[PlaceFound]) -> None:
        """Offer the places found for a text; an answer to what is no longer there is late, and nothing happens."""
        if query != self.field.text() or self._is_found():
            return
        self._places = tuple(places)
        self.field.show_rows([_row(place) for place in self._places])
        self._tell(NO_POSITION if places else NOT_FOUND)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        if self._found is not None and not _is_still(self._found.text, text):
            self._found = None
        self._tell(LOOKING)
        if not text.strip():
            self._places = ()
            self.field.suggestions.forget()
        self.changed.emit()
        self.location_typed.emit(text)

    @Slot(int)
    def _on_row_taken(self, row: int) -> None:
        self._take(self._places[row])

    def _take(self, place: PlaceFound) -> None:
        self._found = replace(place, text=place.text[: self.field.maxLength()])
        self._places = ()
        self.field.setText(self._found.text)
        self._tell(NO_POSITION)
        self.changed.emit()

    @Slot()
    def _on_asked(self) -> None:
        self.field.show_rows([_row(place) for place in self._places])

    @Slot()
    def _on_left(self) -> None:
        typed = self.field.text().strip().casefold()
        meant = [place for place in self._places if place.text.casefold() == typed]
        if len(meant) == 1:
            self._take(meant[0])

    def _is_found(self) -> bool:
        return self._found is not None and self._found.position is not None

    def _tell(self, otherwise: str) -> None:
        if self._found is not None and self._found.position is not None:
            self._say(found_words(self._found.text, self._found.area))
        else:
            self._say(otherwise if self.field.text().strip() else NO_LOCATION)

    def _say(self, words: str) -> None:
        self.position_label.setText(words)
        self.field.setAccessibleDescription(words)


def _is_still(found: str, typed: str) -> bool:
    """Tell whether a typed text still means the place that was found."""
    if not typed.startswith(found):
        return False
    rest = typed[len(found) :]
    return not rest.strip() or _ADDED.match(rest) is not None


def _row(place: PlaceFound) -> Suggestion:
    return Suggestion(place.text, " · ".join(part for part in (place.area, place.kind) if part))
