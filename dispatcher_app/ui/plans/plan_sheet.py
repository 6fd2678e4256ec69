"""The sheet before a change of plan: spelled out, opened over a board that goes on living, and it writes nothing."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.ui.log_in.failure_box import FailureBox
from dispatcher_app.ui.plans.choice_row import ChoiceRow
from dispatcher_app.ui.plans.plan_sheet_words import KEYS_OF_CHOICES, PlanSheetWords, SheetAnswer
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.form_button import FormButton
from dispatcher_app.ui.widgets.panel import settle
from dispatcher_app.ui.widgets.plain_label import wrapped_line

_WIDTH = 600
_BAR = 8
_FEWEST_LETTERS = 3
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class PlanSheet(QDialog):
    """Asks what an order still needs. `ordered` carries the `GivenPlan`; Escape orders nothing."""

    ordered = Signal(object)

    def __init__(self, words: PlanSheetWords, parent: QWidget) -> None:
        """Build the sheet over its window; `open()` shows it."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("plan_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = words
        self._over = parent
        self.title = wrapped_line("title", words.title, 23, 600)
        self.lead = wrapped_line("lead", words.lead, 17)
        self.rows = [ChoiceRow(key, text, self) for key, text in zip(KEYS_OF_CHOICES, words.choices, strict=False)]
        self.reason_label = wrapped_line("reason_label", self._caption(), 15).as_secondary()
        self.reason_field = QLineEdit(self)
        self.reason_field.setObjectName("reason_field")
        self.failure_box = FailureBox(self)
        self.confirm_button = FormButton("Enter", is_default=True, parent=self)
        self.confirm_button.setObjectName("confirm_button")
        self.confirm_button.show_caption(words.confirm)
        self.back_button = FormButton("Esc", is_default=False, parent=self)
        self.back_button.setObjectName("back_button")
        self.back_button.show_caption("Back")
        self._name()
        self._build_layout()
        self._connect()

    def _caption(self) -> str:
        if not self.words.needs_reason:
            return f"{self.words.reason_caption} (may be left out)"
        return f"{self.words.reason_caption}: it is kept with the record"

    def _name(self) -> None:
        self.setWindowTitle(self.words.title)
        self.setAccessibleName(self.words.title)
        self.setAccessibleDescription(self.words.lead)
        self.reason_label.setBuddy(self.reason_field)
        self.reason_field.setAccessibleName(self.words.reason_caption or "Reason")
        self.reason_field.setMaxLength(LIMITS["assignment.ended_reason"].longest - len("Called off by the caller: "))
        self.reason_field.setFont(text_font(16))
        self.reason_field.setMinimumHeight(38)
        for part in (self.reason_label, self.reason_field):
            part.setVisible(bool(self.words.reason_caption))
        if self.rows and not self.words.must_choose:
            self.rows[0].setChecked(True)

    def _build_layout(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(28 + _BAR, 24, 28, 24)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.lead)
        choices = QVBoxLayout()
        choices.setSpacing(2)
        for row in self.rows:
            choices.addWidget(row)
        column.addLayout(choices)
        for widget in (self.reason_label, self.reason_field, self.failure_box):
            column.addWidget(widget)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.confirm_button)
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        self.confirm_button.clicked.connect(self._on_confirmed)
        self.back_button.clicked.connect(self.reject)
        for row in self.rows:
            row.toggled.connect(self._on_chosen)

    def chosen(self) -> int | None:
        """Give the number of the choice, from 0; None while nothing is chosen."""
        return next((number for number, row in enumerate(self.rows) if row.isChecked()), None)

    def choose(self, number: int) -> None:
        """Choose one of the choices, if there is one of that number."""
        if number in range(len(self.rows)):
            self.rows[number].setChecked(True)
            self.rows[number].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_chosen(self) -> None:
        self.failure_box.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a digit choose, the arrows move the choice, and Enter order: from anywhere but the way back."""
        if event.key() in _ENTER:
            if not event.isAutoRepeat() and not self.back_button.hasFocus():
                self._on_confirmed()
            return
        if event.text() in KEYS_OF_CHOICES:
            self.choose(KEYS_OF_CHOICES[event.text()])
            return
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            chosen, step = self.chosen(), 1 if event.key() == Qt.Key.Key_Down else -1
            self.choose(0 if chosen is None else chosen + step)
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_confirmed(self) -> None:
        chosen = self.chosen()
        if self.rows and chosen is None:
            self.failure_box.show_words(f"Choose first: 1 to {len(self.rows)}.")
            self._fit()
            return
        reason = self._reason()
        if reason is None:
            return
        # Made before the sheet is gone, told after: what is said next may stand where it stood.
        given = self.words.order(SheetAnswer(chosen or 0, reason))
        self.accept()
        self.ordered.emit(given)

    def _reason(self) -> str | None:
        typed = " ".join(self.reason_field.text().split())
        if self.words.needs_reason and len(typed) < _FEWEST_LETTERS:
            self._refuse("Say why: it is kept with the record.")
            return None
        try:
            return checked_text("reason", typed, LIMITS["assignment.ended_reason"])
        except InvalidInput as error:
            self._refuse(str(error))
            return None

    def _refuse(self, sentence: str) -> None:
        self.failure_box.show_words(sentence)
        self.reason_field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the middle of the window, the keyboard where the first answer is due."""
        super().showEvent(event)
        self._fit()
        middle = self._over.window().frameGeometry().center()
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        first: QWidget = self.confirm_button
        if self.words.needs_reason:
            first = self.reason_field
        elif self.rows:
            first = self.rows[self.chosen() or 0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        # Wrapped text is as high as its width makes it, which a size hint does not know.
        settle(self.failure_box)
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
