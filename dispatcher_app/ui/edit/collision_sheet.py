"""Choosing between two people's values, field by field, over the sheet of the edit. It writes nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.ui.edit.edit_words import CHOOSE_EACH, CollisionWords
from dispatcher_app.ui.edit.side_choice import SideChoice
from dispatcher_app.ui.log_in.failure_box import FailureBox
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.form_button import FormButton
from dispatcher_app.ui.widgets.panel import settle
from dispatcher_app.ui.widgets.plain_label import PlainLabel, wrapped_line

_WIDTH = 760
_BAR = 8
_SIDES = 28
_INNER = _WIDTH - _BAR - 2 * _SIDES
_SAVED_BY = ("Ctrl+Return", "Ctrl+Enter")
_ARMED_AFTER_MS = 300


class CollisionSheet(QDialog):
    """`resolved` carries the parts of which mine are kept; Escape goes back to the edit, where everything still is."""

    resolved = Signal(object)

    def __init__(self, number: int, words: Sequence[CollisionWords], parent: QWidget) -> None:
        """Show what collides; `open()` shows the sheet."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("collision_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._over = parent
        # A key on its way to the sheet beneath is not an answer.
        self.arm_timer = QTimer(self, interval=_ARMED_AFTER_MS, singleShot=True)
        self._is_armed = False
        self.title = wrapped_line("title", f"#{number} was changed while you edited it", 23, 600)
        self.lead = wrapped_line("lead", CHOOSE_EACH, 17)
        self.choices = [SideChoice(item, _INNER, self) for item in words]
        self.failure_box = FailureBox(self)
        self.save_button = FormButton("Ctrl+Enter", is_default=True, parent=self)
        self.save_button.setObjectName("save_button")
        self.save_button.show_caption("Save these")
        self.back_button = FormButton("Esc", is_default=False, parent=self)
        self.back_button.setObjectName("back_button")
        self.back_button.show_caption("Back to the edit")
        self.setWindowTitle(self.title.text())
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription(CHOOSE_EACH)
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(_SIDES + _BAR, 24, _SIDES, 24)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.lead)
        column.addLayout(self._heads())
        for choice in self.choices:
            column.addWidget(choice)
        column.addWidget(self.failure_box)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.save_button)
        column.addSpacing(6)
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)

    def _heads(self) -> QHBoxLayout:
        heads = QHBoxLayout()
        heads.setContentsMargins(0, 0, 0, 0)
        for text in ("\u2190  Mine", "\u2192  Theirs"):
            label = PlainLabel(15, 600).as_secondary()
            label.setFont(text_font(15, 600))
            label.setText(text)
            heads.addWidget(label, 1)
        return heads

    def _connect(self) -> None:
        self.arm_timer.timeout.connect(self._on_arm_timeout)
        self.save_button.clicked.connect(self._on_save)
        self.back_button.clicked.connect(self.reject)
        for choice in self.choices:
            choice.chosen.connect(self._on_chosen)
            choice.entered.connect(self._on_entered)
        for sequence in _SAVED_BY:
            QShortcut(QKeySequence(sequence), self).activated.connect(self._on_save)

    @property
    def is_armed(self) -> bool:
        """It can be saved: it has been there for long enough to be seen."""
        return self._is_armed

    @Slot()
    def _on_arm_timeout(self) -> None:
        self._is_armed = True

    @Slot()
    def _on_chosen(self) -> None:
        self.failure_box.hide()
        self._fit()

    @Slot()
    def _on_entered(self) -> None:
        if (choice := self._first_open()) is not None:
            choice.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_open(self) -> SideChoice | None:
        return next((choice for choice in self.choices if choice.keeps_mine() is None), None)

    @Slot()
    def _on_save(self) -> None:
        if not self._is_armed:
            return
        if (choice := self._first_open()) is not None:
            self.failure_box.show_words(f"{choice.words.called}: choose mine (Left) or theirs (Right).")
            choice.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
            return
        self.resolved.emit(tuple(choice.words.part for choice in self.choices if choice.keeps_mine()))
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no key but Esc leave the sheet."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the middle of the window, the keyboard on the first field."""
        super().showEvent(event)
        self._fit()
        middle = self._over.window().frameGeometry().center()
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        self.choices[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._is_armed = False
        self.arm_timer.start()

    def _fit(self) -> None:
        # Wrapped text is as high as its width makes it, which a size hint does not know.
        settle(self.failure_box)
        settle(self)
        self.resize(_WIDTH, self._column.totalHeightForWidth(_WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet, its border, and the amber bar: a conflict is no fault, so it is not red."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.raised))
        painter.setPen(QColor(tokens.field_border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(QRect(0, 0, _BAR, self.height()), QColor(tokens.warning))
        painter.end()
