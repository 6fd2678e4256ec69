"""A field for a password, with an eye that shows what was typed."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.flat_button import IconButton

_ROOM_FOR_EYE = 40
_SECRET = (
    Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
)


class PasswordField(QWidget):
    """Hides what is typed. A password that came from a keyring cannot be shown at all, only replaced."""

    def __init__(self, parent: QWidget) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self._is_kept = False
        self.field = QLineEdit(self)
        self.field.setObjectName("password_field")
        self.field.setAccessibleName("Password")
        self.field.setFont(text_font(16))
        self.field.setMinimumHeight(40)
        self.field.setTextMargins(0, 0, _ROOM_FOR_EYE, 0)
        self.eye = IconButton("eye", "Show the password", self)
        self.eye.setObjectName("eye")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field, 0, 0)
        layout.addWidget(self.eye, 0, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.field)
        self.setTabOrder(self.field, self.eye)
        self.eye.clicked.connect(self._on_eye_clicked)
        self.field.textChanged.connect(self._on_text_changed)
        self.hide_text()

    @property
    def is_kept(self) -> bool:
        """The password came from a keyring, not from these keys."""
        return self._is_kept

    def text(self) -> str:
        """Give the password."""
        return self.field.text()

    def fill(self, kept: str) -> None:
        """Take a password from a keyring."""
        self.field.setText(kept)
        self._is_kept = bool(kept)
        self.hide_text()
        self.eye.setVisible(not kept)

    def forget(self) -> None:
        """Hold no password any more, not even to undo to."""
        # clear() would be a step that Ctrl+Z takes back; a new text has no past.
        self.field.setText("")
        self.hide_text()

    def hide_text(self) -> None:
        """Show dots."""
        self._show_as(QLineEdit.EchoMode.Password)

    def set_locked(self, *, is_locked: bool) -> None:
        """Take no more keys, or take them again."""
        self.field.setReadOnly(is_locked)
        self.eye.setEnabled(not is_locked)
        if is_locked:
            self.hide_text()

    @Slot()
    def _on_eye_clicked(self) -> None:
        is_hidden = self.field.echoMode() is QLineEdit.EchoMode.Password
        self._show_as(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)

    def _show_as(self, mode: QLineEdit.EchoMode) -> None:
        self.field.setEchoMode(mode)
        # Shown in clear it is no less a secret, which Qt would take the mode to mean.
        self.field.setInputMethodHints(self.field.inputMethodHints() | _SECRET)
        is_hidden = mode is QLineEdit.EchoMode.Password
        self.eye.show_icon("eye" if is_hidden else "eye-off", "Show the password" if is_hidden else "Hide the password")

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if not text:
            self._is_kept = False
            self.eye.setVisible(True)
