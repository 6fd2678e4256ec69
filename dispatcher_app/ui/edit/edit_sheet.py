"""The sheet of a call that is being edited, over a board that goes on living. It writes nothing."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.domain.edits import CallFields, EditCall, changed_parts, checked_fields, fields_of, with_parts
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.ui.edit.edit_form import EditForm
from dispatcher_app.ui.edit.edit_words import ESCAPE_AGAIN, newer_words
from dispatcher_app.ui.log_in.failure_box import FailureBox
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.announcing import announce
from dispatcher_app.ui.widgets.form_button import FormButton
from dispatcher_app.ui.widgets.panel import settle
from dispatcher_app.ui.widgets.plain_label import wrapped_line

_WIDTH = 640
_BAR = 8
_SAVED_BY = ("Ctrl+Return", "Ctrl+Enter")


class EditSheet(QDialog):
    """`saved` carries an `EditCall`. What others change meanwhile is taken over where nothing was typed here."""

    saved = Signal(object)

    def __init__(self, call: EmergencyCall, parent: QWidget) -> None:
        """Show a call as it stands on the board; `open()` shows the sheet."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("edit_sheet")
        self.call = call
        self._base = fields_of(call)
        self._told_of = self._base
        self._news: dict[str, str] = {}
        self._over = parent
        self._is_busy = False
        self._is_dropping = False
        self._typed_in: QWidget | None = None
        self.title = wrapped_line("title", f"Edit #{call.number}", 23, 600)
        self.newer_label = wrapped_line("newer_label", "", 15).as_secondary()
        self.failure_box = FailureBox(self)
        self.save_button = FormButton("Ctrl+Enter", is_default=True, parent=self)
        self.save_button.setObjectName("save_button")
        self.save_button.show_caption("Save")
        self.back_button = FormButton("Esc", is_default=False, parent=self)
        self.back_button.setObjectName("back_button")
        self.back_button.show_caption("Back")
        self.form = EditForm(self)
        self.form.setObjectName("edit_form")
        self.form.fill(self._base)
        self.setWindowTitle(self.title.text())
        self.setAccessibleName(self.title.text())
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(28 + _BAR, 24, 28, 24)
        column.setSpacing(12)
        for widget in (self.title, self.form, self.newer_label, self.failure_box):
            column.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)
        self.newer_label.hide()
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self._on_save)
        self.back_button.clicked.connect(self.reject)
        self.form.changed.connect(self._on_changed)
        for sequence in _SAVED_BY:
            QShortcut(QKeySequence(sequence), self).activated.connect(self._on_save)

    def typed(self) -> CallFields:
        """Give what stands in the fields."""
        return self.form.values(self._base)

    def is_changed(self) -> bool:
        """Something here differs from what the call is."""
        return bool(changed_parts(self._base, self.typed()))

    def show_call(self, call: EmergencyCall) -> None:
        """Hear what the call is by now. What nobody typed in takes the newer value; the rest is only told."""
        now, typed = fields_of(call), self.typed()
        mine = changed_parts(self._base, typed)
        newer = [part for part in changed_parts(self._told_of, now) if part.of(now) != part.of(typed)]
        taken = [part for part in newer if part not in mine]
        for part in taken:
            self.form.fill_part(part, now)
        # What collides keeps the base it was typed upon: that it does is found out, and asked, when it is saved.
        self._base = with_parts(self._base, now, *(part for part in changed_parts(self._base, now) if part not in mine))
        self._told_of = now
        if newer:
            self._say_newer({part.name: newer_words(part, now, is_mine_too=part in mine) for part in newer})

    def _say_newer(self, told: Mapping[str, str]) -> None:
        # One line for each field, however often it changes.
        self._news |= told
        self.newer_label.setText("\n".join(self._news.values()))
        self.newer_label.show()
        announce(self, " ".join(told.values()), is_polite=True)
        self._fit()

    def show_busy(self, *, is_busy: bool) -> None:
        """Say that it is being saved, or take it back."""
        if is_busy is self._is_busy:
            return
        self._is_busy = is_busy
        self._is_dropping = False
        self.save_button.show_caption("Saving…" if is_busy else "Save")
        if is_busy:
            self.failure_box.hide()
            # What is about to be disabled would hand the keyboard to the next button.
            self._typed_in = self.focusWidget()
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form.setEnabled(not is_busy)
        if not is_busy and self._typed_in is not None:
            self._typed_in.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def show_checking(self, sentence: str, advice: str) -> None:
        """Say that it is being found out whether it was saved; nothing can be changed before that is known."""
        self.save_button.show_caption("Checking…")
        self.failure_box.show_words(sentence, advice)
        self._fit()

    def show_refusal(self, sentence: str, advice: str = "") -> None:
        """Say why it was not saved, beneath what was typed."""
        self.show_busy(is_busy=False)
        self.failure_box.show_words(sentence, advice)
        self._fit()

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Say beneath each field what is wrong with it."""
        self.show_busy(is_busy=False)
        rest = " ".join(self.form.show_problems(problems))
        if rest:
            self.failure_box.show_words(rest)
        self._fit()

    @Slot()
    def _on_changed(self) -> None:
        self._is_dropping = False
        self.failure_box.hide()
        self._fit()

    @Slot()
    def _on_save(self) -> None:
        if self._is_busy:
            return
        self.form.take_chosen()
        typed = self.typed()
        try:
            mine = checked_fields(typed, self._base)
        except InvalidInput as error:
            self.show_problems(error.fields)
            return
        self.form.forget_problems()
        self.saved.emit(EditCall(self.call.id, self._base, self.call.version, mine))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no key but Esc leave the sheet."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()

    def reject(self) -> None:
        """Leave; what was typed is only dropped by a second Esc. While it is being saved, step aside."""
        if self._is_busy:
            self.hide()
        elif self.is_changed() and not self._is_dropping:
            self._is_dropping = True
            self.failure_box.show_words(ESCAPE_AGAIN)
            self._fit()
        else:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the middle of the window, the keyboard on the first field."""
        super().showEvent(event)
        self._fit()
        middle = self._over.window().frameGeometry().center()
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        self.form.location.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        # Wrapped text is as high as its width makes it, which a size hint does not know.
        settle(self.failure_box)
        settle(self.form)
        settle(self)
        self.resize(_WIDTH, self._column.totalHeightForWidth(_WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet, its border, and the bar at its edge, in the colour of what is being done."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.raised))
        painter.setPen(QColor(tokens.field_border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(QRect(0, 0, _BAR, self.height()), QColor(tokens.action))
        painter.end()
