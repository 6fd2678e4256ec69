"""The dialog before emergency access: what it sets off, why it is needed, and the way back."""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.ui.log_in.failure_box import FailureBox
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.form_button import FormButton
from dispatcher_app.ui.widgets.panel import settle
from dispatcher_app.ui.widgets.plain_label import wrapped_line

_WIDTH = 600
_BAR = 8
_OPEN = "Open emergency access"
_CONSEQUENCES = (
    "Every desk gets an alarm at once.",
    "Everything done is recorded under this log-in.",
    "Supervisors see that it was opened, and why.",
)


class EmergencyDialog(QDialog):
    """Tells the reason for which emergency access is to be opened; to leave it in any other way is to decline."""

    opened = Signal(str)
    declined = Signal()

    def __init__(self, login: str, parent: QWidget | None = None, *, way_out: str = "Log out") -> None:
        """Build the dialog for somebody who logged in with the emergency log-in; `open()` shows it.

        `way_out` says on the button what declining leads to.
        """
        super().__init__(parent)
        self.setObjectName("emergency_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._is_busy = False
        self.title = wrapped_line("title", "Emergency access", 23, 600)
        self.lead = wrapped_line(
            "lead",
            f"{login} is the log-in for emergencies. It can do nothing until you open emergency access.",
            17,
            600,
        )
        self.consequences = [
            wrapped_line(f"consequence_{number}", text, 16) for number, text in enumerate(_CONSEQUENCES, 1)
        ]
        self.reason_label = wrapped_line("reason_label", "Why is it needed? Up to 300 characters.", 15).as_secondary()
        self.reason_field = QLineEdit(self)
        self.reason_field.setObjectName("reason_field")
        self.failure_box = FailureBox(self)
        self.open_button = FormButton("", is_default=False, parent=self)
        self.open_button.setObjectName("open_button")
        self.log_out_button = FormButton("Esc", is_default=True, parent=self)
        self.log_out_button.setObjectName("log_out_button")
        self.log_out_button.show_caption(way_out)
        self._name()
        self._build_layout()
        self._connect()

    def show_busy(self) -> None:
        """Wait for the server. The way back stays open."""
        self._is_busy = True
        self.failure_box.hide()
        self.reason_field.setReadOnly(True)
        self.log_out_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open_button.setEnabled(False)
        self.open_button.show_caption("Opening…")

    def show_failure(self, sentence: str) -> None:
        """Say why it was not opened; the reason stays as it was typed."""
        self._is_busy = False
        self.reason_field.setReadOnly(False)
        self.open_button.setEnabled(True)
        self.open_button.show_caption(_OPEN)
        self.failure_box.show_words(sentence)
        self.reason_field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def _name(self) -> None:
        self.setWindowTitle("Emergency access")
        self.setAccessibleName("Emergency access")
        self.setAccessibleDescription(" ".join((self.lead.text(), *_CONSEQUENCES)))
        self.reason_label.setBuddy(self.reason_field)
        self.reason_field.setAccessibleName("Reason for the emergency access")
        self.reason_field.setFont(text_font(16))
        self.reason_field.setMinimumHeight(40)
        self.open_button.show_caption(_OPEN)

    def _build_layout(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(28 + _BAR, 26, 28, 26)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.lead)
        facts = QVBoxLayout()
        facts.setSpacing(2)
        for line in self.consequences:
            facts.addWidget(line)
        column.addLayout(facts)
        column.addSpacing(10)
        column.addWidget(self.reason_label)
        column.addWidget(self.reason_field)
        column.addWidget(self.failure_box)
        column.addStretch(1)
        column.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.open_button)
        row.addWidget(self.log_out_button)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        self.reason_field.returnPressed.connect(self._on_reason_entered)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.log_out_button.clicked.connect(self.reject)

    @Slot()
    def _on_reason_entered(self) -> None:
        """Go on to the button: an Enter meant for the log-in before this dialog must not set off an alarm."""
        if not self._is_busy and self._reason() is not None:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_open_clicked(self) -> None:
        reason = self._reason()
        if reason is not None:
            self.show_busy()
            self.opened.emit(reason)

    def _reason(self) -> str | None:
        """Give the reason as it is to be kept; where it cannot be, say why and give nothing."""
        # A pasted line break cannot be seen in a field of one line, so nobody could be asked to take it out.
        typed = " ".join(self.reason_field.text().split())
        try:
            reason = checked_text("reason", typed, LIMITS["emergency_access.reason"])
        except InvalidInput as error:
            self.show_failure(str(error))
            return None
        self.failure_box.hide()
        return reason

    def reject(self) -> None:
        """Leave without emergency access."""
        super().reject()
        self.declined.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the reason first."""
        super().showEvent(event)
        self._fit()
        self.reason_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        # Wrapped text is as high as its width makes it, which a size hint does not know.
        settle(self.failure_box)
        settle(self)
        self.setMinimumHeight(self._column.totalHeightForWidth(_WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet, its border, and the bar at its edge, in the colour of what is past its target."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.raised))
        painter.setPen(QColor(tokens.field_border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(QRect(0, 0, _BAR, self.height()), QColor(tokens.bar_past))
        painter.end()
