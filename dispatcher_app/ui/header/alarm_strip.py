"""The strip of alarms: each stands until somebody acknowledges it, and none scrolls away."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from dispatcher_app.ui.header.alarm_line import AlarmLine, alarm_lines
from dispatcher_app.ui.header.alarm_row import HEIGHT, AlarmRow

_FEW = 2
_MANY = 5


class AlarmStrip(QWidget):
    """Shows what was first first. More than two are told by their number, and shown on demand.

    `acknowledged` carries an alarm's key; the alarm stays until those who know the alarms show them without it.
    """

    acknowledged = Signal(str)
    focus_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a strip without alarms, which is not seen."""
        super().__init__(parent)
        self._alarms: tuple[AlarmLine, ...] = ()
        self._rows: dict[str, AlarmRow] = {}
        self._is_open = False
        self._is_locked = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Alarms")
        self.hide()

    def show_alarms(self, alarms: Iterable[AlarmLine]) -> None:
        """Show the alarms that stand now."""
        self._alarms = alarm_lines(alarms)
        self._show()

    def show_locked(self, *, is_locked: bool) -> None:
        """Let nobody acknowledge at a locked desk; what is alarming is still told."""
        self._is_locked = is_locked
        self._show()

    def can_acknowledge(self) -> bool:
        """Tell whether the person here may acknowledge any of the alarms."""
        return any(alarm.can_acknowledge for alarm in self._alarms)

    def rows(self) -> tuple[AlarmRow, ...]:
        """Give the lines that are shown, from the top."""
        return tuple(self._rows[alarm.key] for alarm in self._shown())

    @Slot()
    def acknowledge_first(self) -> None:
        """Acknowledge the first alarm that may be acknowledged here."""
        first = self._first_to_acknowledge()
        if first is not None:
            self.acknowledged.emit(first.key)

    def _first_to_acknowledge(self) -> AlarmLine | None:
        return next((alarm for alarm in self._alarms if alarm.can_acknowledge), None)

    def _shown(self) -> Sequence[AlarmLine]:
        return self._alarms[: _MANY if self._is_open else _FEW]

    def _show(self) -> None:
        focused = next((item for row in self._rows.values() for item in row.buttons() if item.hasFocus()), None)
        self._is_open = self._is_open and len(self._alarms) > _FEW
        shown = self._shown()
        self._drop_rows({alarm.key for alarm in shown})
        first = self._first_to_acknowledge()
        for place, alarm in enumerate(shown):
            row = self._rows.get(alarm.key) or self._add_row(alarm)
            self._layout.insertWidget(place, row)
            row.show()
            row.show_alarm(alarm, has_key=alarm is first, is_locked=self._is_locked)
            row.show_more(self._more_words() if place == len(shown) - 1 else "")
        self.setFixedHeight(HEIGHT * len(shown))
        self.setVisible(bool(shown))
        if focused is not None and not focused.isVisibleTo(self):
            self._hand_on_focus(focused.objectName())

    def _more_words(self) -> str:
        rest = len(self._alarms) - len(self._shown())
        if not self._is_open:
            return f"and {rest} more" if rest else ""
        return f"Show fewer (of {rest} more)" if rest else "Show fewer"

    def _add_row(self, alarm: AlarmLine) -> AlarmRow:
        row = self._rows[alarm.key] = AlarmRow(alarm, self)
        row.acknowledged.connect(self.acknowledged)
        row.more_pressed.connect(self._on_more)
        return row

    def _drop_rows(self, kept: set[str]) -> None:
        for key in [key for key in self._rows if key not in kept]:
            row = self._rows.pop(key)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()

    def _hand_on_focus(self, name: str) -> None:
        """Give the keyboard to the next button of the same kind, or out of the strip."""
        for button in (button for row in self.rows() for button in row.buttons()):
            if button.objectName() == name and button.isVisibleTo(self):
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.focus_left.emit()

    @Slot()
    def _on_more(self) -> None:
        self._is_open = not self._is_open
        self._show()
