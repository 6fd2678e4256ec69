"""The dialog of a conflict: opened over a board that goes on living, and closed by it when there is nothing to ask."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.ui.conflict.suggestion_box import SuggestionBox
from dispatcher_app.ui.conflict.way_button import WayButton
from dispatcher_app.ui.conflict.wording import ConflictWords, Way
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.panel import settle
from dispatcher_app.ui.widgets.plain_label import wrapped_line

_WIDTH = 640
_BAR = 8
_ARMED_AFTER_MS = 300


class ConflictDialog(QDialog):
    """Shows the words and tells which way was chosen; Escape chooses none. It writes nothing itself."""

    way_chosen = Signal(object)

    def __init__(self, words: ConflictWords, parent: QWidget) -> None:
        """Build the dialog over its window; `open()` shows it."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("conflict_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._over = parent
        self._default = words.default
        self._is_armed = False
        self.arm_timer = QTimer(self, interval=_ARMED_AFTER_MS, singleShot=True)
        self.arm_timer.setObjectName("arm_timer")
        self.title = wrapped_line("title", words.title, 23, 600)
        self.lead = wrapped_line("lead", words.lead, 17, 600)
        self.detail = wrapped_line("detail", words.detail, 17, 400)
        self.suggestion_box = SuggestionBox(self)
        self.buttons = {
            choice.way: WayButton(choice, is_default=choice.way is words.default, parent=self)
            for choice in words.choices
        }
        self.setWindowTitle(words.title)
        self.setAccessibleName(words.title)
        self.setAccessibleDescription(f"{words.lead} {words.detail}")
        self._build_layout()
        self._connect()
        self.suggestion_box.show_offer(words.suggestion)

    def show_newer(self, words: ConflictWords) -> None:
        """Bring up to date what is told and proposed. The ways out stay where they are.

        A button that now does something else is no longer what the finger was on its way to: none can be taken until
        it has been there as long as on a dialog that has just opened.
        """
        self.detail.setText(words.detail)
        self.setAccessibleDescription(f"{words.lead} {words.detail}")
        self.suggestion_box.show_offer(words.suggestion)
        focused = next((button for button in self.buttons.values() if button is self.focusWidget()), None)
        changed = [choice for choice in words.choices if self.buttons[choice.way].choice != choice]
        for choice in changed:
            self.buttons[choice.way].show_choice(choice)
        if changed:
            self._is_armed = False
            self.arm_timer.start()
        if focused is not None and not focused.isEnabled():
            # Qt would hand the keyboard to whichever button is next.
            self.buttons[words.default].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    @property
    def is_armed(self) -> bool:
        """The ways out can be taken. Not in the first moments: a key on its way to the board is not an answer."""
        return self._is_armed

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(wrapped_line("escape_hint", "Esc", 14, 400).as_secondary())
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(28 + _BAR, 26, 28, 26)
        column.setSpacing(14)
        for widget in (self.title, self.lead, self.detail, self.suggestion_box):
            column.addWidget(widget)
        column.addSpacing(10)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        for button in self.buttons.values():
            button.clicked.connect(self._on_clicked)
        self.arm_timer.timeout.connect(self._on_arm_timeout)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if not self._is_armed or not isinstance(button, WayButton):
            return
        self.way_chosen.emit(button.choice.way)
        if button.choice.way is not Way.ASK:
            # The answer to a question asked now is told in this dialog.
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the middle of the window, the default way under the Enter key."""
        super().showEvent(event)
        self._fit()
        middle = self._over.window().frameGeometry().center()
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        self.buttons[self._default].setFocus(Qt.FocusReason.OtherFocusReason)
        self.arm_timer.start()

    def _fit(self) -> None:
        # Wrapped text is as high as its width makes it, which a size hint does not know.
        settle(self.suggestion_box)
        settle(self)
        self.resize(_WIDTH, self.column.totalHeightForWidth(_WIDTH))

    @Slot()
    def _on_arm_timeout(self) -> None:
        self._is_armed = True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet, its border, and the amber bar: a conflict is no fault, so it is not red."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.raised))
        painter.setPen(QColor(tokens.field_border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(QRect(0, 0, _BAR, self.height()), QColor(tokens.warning))
        painter.end()
