"""Beside the dispatch button: the step of the chosen ambulance's work that comes next, and a menu of all the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from dispatcher_app.ui.help.keys import SHORTCUTS, DeskKey
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.action_button import ActionButton
from dispatcher_app.ui.widgets.painting import text_width

_GAP = 10
_MARGIN = 14


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the menu: what a key would do now; `is_possible` False: `words` say why it does nothing."""

    key: DeskKey
    words: str
    is_possible: bool = True


class KeyButton(ActionButton):
    """An outlined button that shows its key first."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """Make a button without words."""
        super().__init__(parent, is_main=False)
        self.setObjectName(name)
        self._key = ""

    def show_words(self, key: str, words: str) -> None:
        """Say what a press does, and the key that does the same."""
        self._key = key
        self.setText(words)
        self.setAccessibleName(f"{words}, key {key}" if key else words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for key and words."""
        words = text_width(self.text(), text_font(15, 600))
        return QSize(text_width(self._key, text_font(14)) + _GAP + words + 2 * _MARGIN, 40)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the key, then the words."""
        ink = self.paint_ground(painter, tokens)
        area = self.rect().adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.setPen(tokens.text_secondary if self.isEnabled() else ink)
        painter.setFont(text_font(14))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._key)
        painter.setPen(ink)
        painter.setFont(text_font(15, 600))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.text())


class WorkButtons(QWidget):
    """`pressed` carries the `DeskKey` of what was chosen; `opening`: the menu wants its lines."""

    pressed = Signal(object)
    opening = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show only the menu's button."""
        super().__init__(parent)
        self.setObjectName("work_buttons")
        self._next: DeskKey | None = None
        self.next_button = KeyButton("next_button", self)
        self.more_button = KeyButton("more_button", self)
        self.next_button.show_words("", "Next step")
        self.more_button.show_words("M", "More")
        self.menu = QMenu(self)
        self.menu.setObjectName("plan_menu")
        self.menu.setFont(text_font(15))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.next_button)
        row.addWidget(self.more_button)
        self.next_button.hide()
        self.next_button.clicked.connect(self._on_next)
        self.more_button.clicked.connect(self.open_menu)

    def show_next(self, key: DeskKey | None, words: str = "") -> None:
        """Offer the next step; None offers none."""
        self._next = key
        if key is not None:
            self.next_button.show_words(SHORTCUTS[key][0], words)
        self.next_button.setVisible(key is not None)

    @Slot()
    def open_menu(self) -> None:
        """Open the menu above its button; the board behind it goes on living."""
        self.opening.emit()
        at = self.more_button.mapToGlobal(QPoint(0, -self.menu.sizeHint().height() - 4))
        self.menu.popup(at)
        self.menu.setActiveAction(next((action for action in self.menu.actions() if action.isEnabled()), QAction()))

    def show_lines(self, lines: Iterable[PlanLine]) -> None:
        """Fill the menu."""
        self.menu.clear()
        for line in lines:
            action = self.menu.addAction(f"{_plain(line.words)}\t{SHORTCUTS[line.key][0]}")
            action.setEnabled(line.is_possible)
            action.setData(line.key)
            action.triggered.connect(self._on_chosen)

    @Slot()
    def _on_next(self) -> None:
        if self._next is not None:
            self.pressed.emit(self._next)

    @Slot()
    def _on_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.pressed.emit(action.data())


def _plain(text: str) -> str:
    """Keep a call sign a call sign: to a menu "&" is a mnemonic and a tab the start of a key's name."""
    return " ".join(text.split()).replace("&", "&&")
