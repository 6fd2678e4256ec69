"""The card on a locked desk: who locked it, since when, and the password that gives it back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dispatcher_app.ui.lock.unlock_attempt import UnlockAttempt
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.announcing import announce
from dispatcher_app.ui.widgets.caps_hint import CapsHint
from dispatcher_app.ui.widgets.caps_lock import CapsLock
from dispatcher_app.ui.widgets.form_button import FormButton
from dispatcher_app.ui.widgets.panel import Panel, settle
from dispatcher_app.ui.widgets.password_field import PasswordField
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel

_EXPLANATION = "The board goes on. Callers and dispatching are covered."
_SIDE = 24
_ICON_PX = 26
_ANSWER_ICON_PX = 20
_UNLOCK = "Unlock"
_CHECKING = "Checking…"


class LockCard(Panel):
    """Asks for a password and forgets it with the same key press. It decides nothing.

    `unlock_requested` carries an `UnlockAttempt`.
    """

    unlock_requested = Signal(object)
    somebody_else_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a card without a name."""
        super().__init__(parent)
        self._is_busy = False
        self.title_label = ElidedLabel(20, 600)
        self.title_label.setObjectName("lock_title_label")
        self.explanation_label = PlainLabel(15)
        self.explanation_label.setObjectName("lock_explanation_label")
        self.password = PasswordField(self)
        self.password.setObjectName("unlock_password")
        self.answer_label = PlainLabel(15, 600)
        self.answer_label.setObjectName("unlock_answer_label")
        self.unlock_button = FormButton("Enter", is_default=True, parent=self)
        self.unlock_button.setObjectName("unlock_button")
        self.caps_hint = CapsHint(self)
        self.caps_hint.setObjectName("unlock_caps_hint")
        self.caps_lock = CapsLock((self.password.field,), self)
        self.somebody_else_button = FormButton("", is_default=False, parent=self)
        self.somebody_else_button.setObjectName("somebody_else_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.title_label.setIndent(_ICON_PX + 10)
        self.explanation_label.setText(_EXPLANATION)
        self.answer_label.setIndent(_ANSWER_ICON_PX + 8)
        self.answer_label.setWordWrap(True)
        self.somebody_else_button.show_caption("Somebody else…")
        for caption in (_CHECKING, _UNLOCK):
            self.unlock_button.show_caption(caption)
            self.unlock_button.setMinimumWidth(
                max(self.unlock_button.minimumWidth(), self.unlock_button.sizeHint().width())
            )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE, 18, _SIDE, 14)
        layout.setSpacing(8)
        layout.addWidget(self.title_label)
        layout.addWidget(self.explanation_label.as_secondary())
        layout.addSpacing(4)
        layout.addLayout(self._entry())
        layout.addWidget(self.answer_label)
        layout.addStretch(1)
        layout.addLayout(self._bottom())

    def _entry(self) -> QHBoxLayout:
        caption = QLabel("Pass&word")
        caption.setBuddy(self.password.field)
        self.password.setMaximumWidth(360)
        entry = QHBoxLayout()
        entry.setSpacing(10)
        entry.addWidget(caption)
        entry.addWidget(self.password, 1)
        entry.addWidget(self.unlock_button)
        entry.addStretch()
        return entry

    def _bottom(self) -> QHBoxLayout:
        bottom = QHBoxLayout()
        bottom.addWidget(self.caps_hint, 1)
        bottom.addWidget(self.somebody_else_button)
        return bottom

    def _connect(self) -> None:
        self.password.field.returnPressed.connect(self._on_unlock)
        self.unlock_button.clicked.connect(self._on_unlock)
        self.somebody_else_button.clicked.connect(self.somebody_else_requested)
        self.caps_lock.changed.connect(self.caps_hint.show_state)

    def stops(self) -> tuple[QWidget, ...]:
        """Give what the Tab key leads to, in its order."""
        return (self.password.field, self.password.eye, self.unlock_button, self.somebody_else_button)

    def take_keyboard(self) -> None:
        """Put the keyboard on the password."""
        self.password.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_locked(self, person: str, since: str) -> None:
        """Say who locked the desk and since when (03:12); whatever was typed or answered before is gone."""
        words = f"Locked by {person} since {since}"
        self.title_label.setText(words)
        self.setAccessibleName(words)
        self.forget()

    def forget(self) -> None:
        """Forget what was typed and answered."""
        self._show_busy(is_busy=False)
        self.password.forget()
        self._answer("")

    def show_busy(self) -> None:
        """Say that the server is asked: until it answers, nothing else is."""
        self._show_busy(is_busy=True)
        self._answer("")
        announce(self, _CHECKING)

    def show_failure(self, sentence: str) -> None:
        """Say why the desk stays locked, and take another password."""
        self.forget()
        self._answer(sentence)
        self.take_keyboard()
        announce(self, sentence)

    def _show_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.password.set_locked(is_locked=is_busy)
        self.unlock_button.show_caption(_CHECKING if is_busy else _UNLOCK)
        if is_busy and not self.somebody_else_button.hasFocus():
            self.take_keyboard()
        self.unlock_button.setEnabled(not is_busy)

    def _answer(self, sentence: str) -> None:
        self.answer_label.setText(sentence)
        self.password.field.setAccessibleDescription(sentence or self.title_label.text())
        settle(self)
        self.update()

    @Slot()
    def _on_unlock(self) -> None:
        if self._is_busy:
            return
        if not self.password.text():
            self.show_failure("Type the password first.")
            return
        attempt = UnlockAttempt(self.password.text())
        self.forget()
        self.unlock_requested.emit(attempt)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet, a lock beside the title, and a triangle beside what went wrong."""
        super().paintEvent(event)
        painter = QPainter(self)
        self._draw_icon(painter, "lock", self.title_label, _ICON_PX)
        if self.answer_label.text():
            self._draw_icon(painter, "alert-triangle", self.answer_label, _ANSWER_ICON_PX)
        painter.end()

    def _draw_icon(self, painter: QPainter, name: str, beside: QWidget, size: int) -> None:
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        place = beside.geometry()
        icon = themed_pixmap(name, tokens_of(self.palette()).caution_text, size, ratio)
        painter.drawPixmap(place.left(), place.center().y() - size // 2, icon)
