"""The window that asks who is at the desk, before there is a board."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.details.call_details import NamedChoice
from dispatcher_app.ui.log_in.failure_words import NO_NAME, LogInFailure, NextStep
from dispatcher_app.ui.log_in.log_in_form import LogInForm
from dispatcher_app.ui.log_in.log_in_sheet import LogInSheet
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.caps_lock import CapsLock


class LogInWindow(QWidget):
    """Asks for server, name and password; whoever opened it asks the server and tells it what came of it."""

    log_in_requested = Signal(object)
    server_chosen = Signal(str)
    name_entered = Signal()
    cancelled = Signal()
    quit_requested = Signal()
    last_board_requested = Signal()

    def __init__(self) -> None:
        """Make an empty form."""
        super().__init__()
        self.setObjectName("log_in_window")
        self.setWindowTitle("Dispatcher")
        self.setAccessibleName("Log in")
        self._servers: tuple[str, ...] = ()
        self._server = ""
        self._is_busy = False
        self._was_kept = False
        self.sheet = LogInSheet(self)
        self.caps_lock = CapsLock((self.sheet.name_field, self.sheet.password.field), self)
        self._connect()
        self.show_idle()
        self._fit()
        self.resize(self.minimumSizeHint())
        self.sheet.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_busy(self) -> bool:
        """A log-in is being checked."""
        return self._is_busy

    def chosen_server(self) -> str:
        """Give the name of the chosen server."""
        return self._server

    def typed_login(self) -> str:
        """Give the name as far as it is typed."""
        return self.sheet.name_field.text().strip()

    def show_servers(self, names: Sequence[str], chosen: str) -> None:
        """Offer these server profiles. A single one is not worth a question, nor a line."""
        self._servers = tuple(names)
        self._server = chosen if chosen in self._servers else next(iter(self._servers), "")
        chooser = self.sheet.server_chooser
        chooser.show_choices([NamedChoice(position, name) for position, name in enumerate(self._servers)])
        chooser.setCurrentIndex(max(0, chooser.findText(self._server, Qt.MatchFlag.MatchExactly)))
        self.sheet.show_server_row(is_shown=len(self._servers) > 1)
        self._fit()

    def show_login(self, name: str) -> None:
        """Fill in a name; with one only the password is missing. Nothing is kept unless that person wants it."""
        self.sheet.name_field.setText(name)
        self._drop_kept_password()
        self.sheet.keep_box.setChecked(False)
        (self.sheet.password if name else self.sheet.name_field).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_keyring(self, is_usable: bool) -> None:
        """Offer to keep the password, or do not."""
        self.sheet.keep_box.setVisible(is_usable)
        self._fit()

    def show_password(self, kept: LogInForm) -> None:
        """Fill in what a keyring keeps. Its answer may come late: what is typed by then is left alone."""
        asked_for = (self._server, self.typed_login())
        is_wanted = not self._is_busy and not self.sheet.password.text() and asked_for == (kept.server, kept.login)
        if not is_wanted or not kept.password:
            return
        self._was_kept = True
        self.sheet.failure_box.hide()
        self.sheet.password.fill(kept.password)
        self.sheet.keep_box.setChecked(True)

    def show_failure(self, failure: LogInFailure | str) -> None:
        """Say why nobody was logged in, and put the keyboard where something can be done about it."""
        told = LogInFailure(failure) if isinstance(failure, str) else failure
        self.show_idle()
        if told.is_password_wrong:
            self.sheet.password.forget()
        self.sheet.failure_box.show_words(told.sentence, told.advice, told.icon)
        self._fit()
        match told.next_step:
            case NextStep.TYPE_NAME:
                self.sheet.name_field.setFocus(Qt.FocusReason.OtherFocusReason)
                self.sheet.name_field.selectAll()
            case NextStep.TYPE_PASSWORD:
                self.sheet.password.setFocus(Qt.FocusReason.OtherFocusReason)
            case NextStep.TRY_AGAIN:
                self.sheet.log_in_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_last_board(self, words: str) -> None:
        """Offer the last board that was kept, while there is no database to log in to; empty for none."""
        self.sheet.show_last_board(words)
        self._fit()

    def show_busy(self) -> None:
        """Lock the form while the server is asked. Escape still leads out."""
        self._is_busy = True
        self.sheet.show_busy(is_busy=True)

    def show_idle(self) -> None:
        """Let the form be filled in."""
        self._is_busy = False
        self.sheet.show_busy(is_busy=False)

    def forget(self) -> None:
        """Hold no password any more: call it once somebody is logged in."""
        self.sheet.password.forget()

    def _connect(self) -> None:
        sheet = self.sheet
        sheet.server_chooser.activated.connect(self._on_server_activated)
        sheet.name_field.textEdited.connect(self._drop_kept_password)
        sheet.name_field.editingFinished.connect(self.name_entered)
        sheet.log_in_button.clicked.connect(self._on_log_in_clicked)
        sheet.quit_button.clicked.connect(self._on_quit_clicked)
        sheet.last_board_button.clicked.connect(self.last_board_requested)
        self.caps_lock.changed.connect(sheet.caps_hint.show_state)

    @Slot()
    def _on_log_in_clicked(self) -> None:
        if self._is_busy:
            return
        sheet = self.sheet
        login = self.typed_login()
        if not login:
            self.show_failure(NO_NAME)
            return
        keep = not sheet.keep_box.isHidden() and sheet.keep_box.isChecked()
        form = LogInForm(self._server, login, sheet.password.text(), keep, self._was_kept)
        self.show_busy()
        self.log_in_requested.emit(form)

    @Slot()
    def _on_quit_clicked(self) -> None:
        if self._is_busy:
            self.show_idle()
            self.cancelled.emit()
        else:
            self.forget()
            self.quit_requested.emit()

    @Slot(int)
    def _on_server_activated(self, position: int) -> None:
        chosen = self._servers[position]
        if chosen == self._server:
            return
        self._server = chosen
        self._drop_kept_password()
        self.server_chosen.emit(chosen)
        # Whoever fills in that server's last name moves the keyboard; somebody going through the list keeps it.
        self.sheet.server_chooser.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _drop_kept_password(self) -> None:
        """A kept password belongs to one server and one name: it must not be sent for another, nor tick its box."""
        if self._was_kept:
            self.sheet.keep_box.setChecked(False)
        self._was_kept = False
        if self.sheet.password.is_kept:
            self.sheet.password.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Log in by Enter from every field; leave by Escape."""
        if event.isAutoRepeat():
            # A key held down a little too long means what it meant at first: not to quit after having cancelled.
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_log_in_clicked()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_quit_clicked()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Forget the password; a person who closes the window wants to quit."""
        self.forget()
        super().closeEvent(event)
        if event.spontaneous():
            self.quit_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet's ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens_of(self.palette()).panel)
        painter.end()

    def _fit(self) -> None:
        # It grows with what there is to say, and never shrinks: buttons should not run away from the mouse.
        self.setMinimumHeight(self.sheet.needed_height())
