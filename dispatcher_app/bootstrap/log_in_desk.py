"""The log-in window, wired: the servers to choose from, the keyring, and what is tried."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.background.aside import Aside
from dispatcher_app.bootstrap.admission import Credentials
from dispatcher_app.bootstrap.keyring_store import KeyringStore
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import PasswordNeeded, WrongPassword
from dispatcher_app.storage.address import place_of, take_apart
from dispatcher_app.ui.log_in.failure_words import NO_PASSWORD, log_in_failure
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
        self._has_keyring: bool | None = None
        self._looked_up: set[tuple[str, str]] = set()
        self._attempted: set[tuple[str, str]] = set()
        self._form: LogInForm | None = None
        self.window = LogInWindow()
        self.window.show_servers(list(self._servers), _name_of(config.server))
        self.window.show_login(config.login or _login_in(config.server))
        self.window.show_keyring(is_usable=False)
        self.window.log_in_requested.connect(self._on_log_in_requested)
        self.window.server_chosen.connect(self._recall)
        self.window.name_entered.connect(self._recall)
        self.window.cancelled.connect(self._on_cancelled)
        self.window.quit_requested.connect(self.quit_requested)

    def ask(self, error: Exception | None = None) -> None:
        """Show the window, ready to be filled in, and why nobody is in.

        That a password is wanted is no failure before somebody has tried without one.
        """
        self.window.show_idle()
        if error is None:
            self._form = None
            self.window.forget()
        elif self._form is not None or not isinstance(error, PasswordNeeded):
            self.show_failure(error)
        self.window.show()
        self._look_into_keyring()

    def show_failure(self, error: Exception) -> None:
        """Say why it came to nothing, and hold what was tried no longer."""
        form, self._form = self._form, None
        if isinstance(error, PasswordNeeded):
            self.window.show_failure(NO_PASSWORD)
            if form is not None:
                self._attempted.discard((form.server, form.login))
            return
        self.window.show_failure(log_in_failure(error))
        if isinstance(error, WrongPassword) and form is not None and form.was_kept:
            self._forget(form, refused=form.password)

    def finish(self) -> None:
        """Somebody is in: keep the password where they want it kept, and forget it here."""
        form, self._form = self._form, None
        if form is not None and form.keep:
            address = _address_of(self._servers[form.server])
            self._aside.run(partial(self._keyring.keep, address, form.login, form.password), _ignore)
        elif form is not None and form.was_kept:
            self._forget(form)
        self.window.forget()
        self.window.show_idle()
        self.window.close()

    def close(self) -> None:
        """End with the program."""
        self._form = None
        self._aside.stop()
        self.window.close()
        # Qt must let go of the widgets before Python does.
        self.window.deleteLater()

    def begin_anew(self) -> None:
        """Expect somebody else."""
        self._form = None
        self._attempted.clear()
        self._looked_up.clear()
        self.window.forget()
        self.window.show_login("")

    @Slot(object)
    def _on_log_in_requested(self, form: LogInForm) -> None:
        self._attempted.add((form.server, form.login))
        # Held for the keyring alone, which is told once it is known whether the password is right.
        self._form = form if form.keep or form.was_kept else replace(form, password="")
        self.tried.emit(LogInAttempt(self._servers[form.server], Credentials(form.login, form.password)))

    @Slot()
    def _on_cancelled(self) -> None:
        self._form = None
        self.gave_up.emit()

    def _look_into_keyring(self) -> None:
        if self._has_keyring is None:
            self._has_keyring = False
            self._aside.run(self._keyring.is_usable, self._on_keyring_known)
        else:
            self._recall()

    def _on_keyring_known(self, is_usable: bool) -> None:
        self._has_keyring = is_usable
        self.window.show_keyring(is_usable)
        self._recall()

    @Slot()
    def _recall(self) -> None:
        """Look for a kept password, but not again for one that was tried: it would only be refused again."""
        server, login = self.window.chosen_server(), self.window.typed_login()
        if not self._has_keyring or not login or (server, login) in self._attempted | self._looked_up:
            return
        self._looked_up.add((server, login))
        address = _address_of(self._servers[server])
        self._aside.run(
            partial(self._keyring.password, address, login),
            lambda kept: self._on_recalled(LogInForm(server, login, kept)),
        )

    def _on_recalled(self, kept: LogInForm) -> None:
        if kept.password:
            # It may be wanted again, after another name or server. To look in vain is to ask a keyring's owner in vain.
            self._looked_up.discard((kept.server, kept.login))
        if (kept.server, kept.login) not in self._attempted:
            self.window.show_password(kept)

    def _forget(self, form: LogInForm, refused: str | None = None) -> None:
        address = _address_of(self._servers[form.server])
        self._aside.run(partial(self._keyring.forget, address, form.login, refused), _ignore)


def _servers(config: AppConfig) -> dict[str, ServerProfile | None]:
    if config.server is None:
        return {_THIS_MACHINE: None}
    if config.server not in config.servers:
        return {_name_of(config.server): config.server}
    return {profile.name: profile for profile in config.servers}


def _name_of(server: ServerProfile | None) -> str:
    return server.name if server is not None and server.name else _address_of(server)


def _address_of(server: ServerProfile | None) -> str:
    """Tell where a server is. Passwords are kept under it: a profile that points elsewhere is not offered them."""
    return _THIS_MACHINE if server is None else place_of(server.url)


def _login_in(server: ServerProfile | None) -> str:
    return "" if server is None else str(take_apart(server.url).get("user") or "")


def _ignore(_: object) -> None:
    """Whether it was kept changes nothing here."""
