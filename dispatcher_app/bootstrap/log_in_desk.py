"""The log-in window, wired: the servers to choose from, the keyring, and what is tried."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.background.aside import Aside
from dispatcher_app.bootstrap.admission import Credentials
from dispatcher_app.bootstrap.keyring_store import KeyringStore
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import PasswordNeeded
from dispatcher_app.storage.address import take_apart
from dispatcher_app.ui.log_in.failure_words import log_in_failure
from dispatcher_app.ui.log_in.log_in_form import LogInForm
from dispatcher_app.ui.log_in.log_in_window import LogInWindow

_THIS_MACHINE = "This computer"


@dataclass(frozen=True, slots=True)
class LogInAttempt:
    """Who wants to get in where. `server` None: this machine's own."""

    server: ServerProfile | None
    credentials: Credentials


class LogInDesk(QObject):
    """Asks who is there until somebody is let in. Lives in the GUI thread.

    `tried` carries a `LogInAttempt`; `gave_up` takes it back.
    """

    tried = Signal(object)
    gave_up = Signal()
    quit_requested = Signal()

    def __init__(self, config: AppConfig, parent: QObject | None = None) -> None:
        """Offer the servers of the configuration, the chosen one first."""
        super().__init__(parent)
        self._servers = _servers(config)
        self._keyring = KeyringStore()
        self._aside = Aside(self)
        self._form: LogInForm | None = None
        self.window = LogInWindow()
        self.window.show_servers(list(self._servers), _name_of(config.server))
        self.window.show_login(config.login)
        self.window.show_keyring(is_usable=False)
        self.window.log_in_requested.connect(self._on_log_in_requested)
        self.window.server_chosen.connect(self._recall)
        self.window.cancelled.connect(self.gave_up)
        self.window.quit_requested.connect(self.quit_requested)

    def ask(self, error: Exception | None = None) -> None:
        """Show the window, and why nobody is in, if there is more to it than that a password is wanted."""
        if error is not None and not isinstance(error, PasswordNeeded):
            self.show_failure(error)
        self.window.show()
        self._aside.run(self._keyring.is_usable, self._on_keyring_known)

    def show_failure(self, error: Exception) -> None:
        """Say why it came to nothing."""
        self.window.show_failure(log_in_failure(error))

    def finish(self) -> None:
        """Somebody is in: keep the password where they want it kept, and forget it here."""
        form, self._form = self._form, None
        if form is not None and form.keep:
            self._aside.run(partial(self._keyring.keep, form.server, form.login, form.password), _ignore)
        elif form is not None:
            self._aside.run(partial(self._keyring.forget, form.server, form.login), _ignore)
        self.window.forget()
        self.window.show_idle()
        self.window.close()

    def close(self) -> None:
        """End with the program."""
        self._aside.stop()
        self.window.close()
        # Qt must let go of the widgets before Python does.
        self.window.deleteLater()

    def begin_anew(self) -> None:
        """Expect somebody else."""
        self.window.forget()
        self.window.show_login("")

    @Slot(object)
    def _on_log_in_requested(self, form: LogInForm) -> None:
        self._form = form
        self.tried.emit(LogInAttempt(self._servers[form.server], Credentials(form.login, form.password)))

    def _on_keyring_known(self, is_usable: bool) -> None:
        self.window.show_keyring(is_usable)
        if is_usable:
            self._recall(self.window.chosen_server())

    @Slot(str)
    def _recall(self, server: str) -> None:
        login = self.window.typed_login()
        if login:
            self._aside.run(
                partial(self._keyring.password, server, login),
                lambda kept: self.window.show_password(LogInForm(server, login, kept)),
            )


def _servers(config: AppConfig) -> dict[str, ServerProfile | None]:
    if config.server is None:
        return {_THIS_MACHINE: None}
    if config.server not in config.servers:
        return {_name_of(config.server): config.server}
    return {profile.name: profile for profile in config.servers}


def _name_of(server: ServerProfile | None) -> str:
    """Name a server: also what its passwords are kept under, so that none goes to another."""
    if server is None:
        return _THIS_MACHINE
    if server.name:
        return server.name
    given = take_apart(server.url)
    return f"{given.get('host') or given.get('hostaddr') or given.get('service', '')}/{given['dbname']}"


def _ignore(_: object) -> None:
    """Whether it was kept changes nothing here."""
