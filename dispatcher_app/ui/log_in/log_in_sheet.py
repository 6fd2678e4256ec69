"""What stands in the log-in window, and where."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from dispatcher_app.ui.details.chooser import Chooser
from dispatcher_app.ui.log_in.failure_box import FailureBox
from dispatcher_app.ui.log_in.tick_box import TickBox
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.announcing import announce
from dispatcher_app.ui.widgets.caps_hint import CapsHint
from dispatcher_app.ui.widgets.form_button import FormButton
from dispatcher_app.ui.widgets.panel import settle
from dispatcher_app.ui.widgets.password_field import PasswordField
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_MARGIN = 32
_WIDTH = 416
_LOCKED_FIELD = "QLineEdit:read-only { color: palette(placeholder-text); background: palette(alternate-base); }"


class LogInSheet(QWidget):
    """The form itself, of one width in the middle of however large a window."""

    def __init__(self, window: QWidget) -> None:
        """Make the form and lay it into the window."""
        super().__init__(window)
        self.setFixedWidth(_WIDTH)
        self.setStyleSheet(_LOCKED_FIELD)
        self.server_label = _caption("Server", self)
        self.server_chooser = Chooser(self)
        self.name_field = QLineEdit(self)
        self.password = PasswordField(self)
        self.caps_hint = CapsHint(self)
        self.keep_box = TickBox("Keep the password in this computer's keyring", self)
        self.failure_box = FailureBox(self)
        self.quit_button = FormButton("Esc", is_default=False, parent=self)
        self.log_in_button = FormButton("Enter", is_default=True, parent=self)
        self.last_board_button = FormButton("", is_default=False, parent=self)
        self._dress()
        self._build_layout(window)
        self.show_server_row(is_shown=False)

    def show_server_row(self, *, is_shown: bool) -> None:
        """Show the line that asks for the server, or leave it out."""
        self.server_label.setVisible(is_shown)
        self.server_chooser.setVisible(is_shown)

    def show_busy(self, *, is_busy: bool) -> None:
        """Lock or unlock what can be filled in, and say so on the buttons."""
        if is_busy:
            self.failure_box.hide()
            if not self.name_field.hasFocus():
                # What is about to be disabled would hand the keyboard to "Cancel", under an impatient Enter.
                self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name_field.setReadOnly(is_busy)
        self.password.set_locked(is_locked=is_busy)
        for widget in (self.server_chooser, self.keep_box, self.log_in_button):
            widget.setEnabled(not is_busy)
        self.log_in_button.show_caption("Checking…" if is_busy else "Log in")
        self.quit_button.show_caption("Cancel" if is_busy else "Quit")
        if is_busy:
            announce(self, "Checking…")

    def show_last_board(self, words: str) -> None:
        """Offer the last board that was kept; empty for none."""
        self.last_board_button.show_caption(words)
        self.last_board_button.setVisible(bool(words))

    def needed_height(self) -> int:
        """Measure the whole form, as high as its wrapped sentences make it, which a size hint does not know."""
        settle(self.failure_box)
        settle(self)
        column = self._column
        wrapped = column.totalHeightForWidth(_WIDTH) if column.hasHeightForWidth() else column.totalSizeHint().height()
        return wrapped + 2 * _MARGIN

    def _dress(self) -> None:
        buttons = ("quit_button", "log_in_button", "last_board_button")
        for name in ("server_chooser", "name_field", "keep_box", "caps_hint", *buttons):
            getattr(self, name).setObjectName(name)
        self.server_chooser.setAccessibleName("Server")
        self.server_chooser.setFixedHeight(40)
        self.server_chooser.setFont(text_font(16))
        self.name_field.setAccessibleName("Name")
        self.name_field.setFont(text_font(16))
        self.name_field.setMinimumHeight(40)
        self.name_field.setInputMethodHints(
            Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.keep_box.hide()
        self.last_board_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.last_board_button.hide()

    def _build_layout(self, window: QWidget) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(_Headline(self))
        column.addSpacing(18)
        pairs = ((self.server_label, self.server_chooser), (_caption("Name", self), self.name_field))
        for caption, field in (*pairs, (_caption("Password", self), self.password)):
            column.addWidget(caption)
            column.addWidget(field)
            column.addSpacing(8)
        column.addWidget(self.caps_hint)
        column.addWidget(self.keep_box)
        column.addSpacing(4)
        column.addWidget(self.failure_box)
        column.addSpacing(8)
        column.addWidget(self.last_board_button)
        column.addStretch(1)
        column.addSpacing(12)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.quit_button)
        buttons.addWidget(self.log_in_button)
        column.addLayout(buttons)
        outside = QHBoxLayout(window)
        outside.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        outside.addWidget(self, 0, Qt.AlignmentFlag.AlignHCenter)
        # Enter's button comes first under the Tab key, though it stands last.
        chain = (self.server_chooser, self.name_field, self.password.field, self.password.eye, self.keep_box)
        for before, after in zip(chain, (*chain[1:], self.log_in_button), strict=True):
            self.setTabOrder(before, after)
        self.setTabOrder(self.log_in_button, self.quit_button)
        self.setTabOrder(self.quit_button, self.last_board_button)


class _Headline(QWidget):
    """The program's name and what is asked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title, line = PlainLabel(22, 600, self), PlainLabel(15, parent=self).as_secondary()
        title.setText("Dispatcher")
        line.setText("Log in to the control room")
        column = QVBoxLayout(self)
        column.setContentsMargins(52, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(line)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        painter = QPainter(self)
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        pixmap = themed_pixmap("ambulance", tokens_of(self.palette()).text, 36, ratio)
        painter.drawPixmap(0, (self.height() - 36) // 2, pixmap)
        painter.end()


def _caption(text: str, parent: QWidget) -> PlainLabel:
    label = PlainLabel(15, parent=parent).as_secondary()
    label.setText(text)
    return label
