"""The last board this machine saw: kept while a desk is live, and shown while no database can be reached.

Nobody logs in to see it. It holds what any desk's screen shows to whoever passes by, and nothing of any caller.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.aside import Aside
from dispatcher_app.background.back_off import BackOff
from dispatcher_app.bootstrap.desk import DEMO_DATABASE, LIVE_DATABASE, REPLAY_DATABASE, Desk, Room
from dispatcher_app.bootstrap.sentences import sentence_of
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import LogInRefused, Unavailable, told_once
from dispatcher_app.storage.address import place_of, take_apart
from dispatcher_app.storage.kept_board import KeptBoard
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.log_in.log_in_window import LogInWindow
from dispatcher_app.ui.paper.board_printing import BoardPrinting
from dispatcher_app.ui.paper.old_board_words import offer_words, old_sentence, when
from dispatcher_app.ui.starting_window import StartingWindow

_FIRST_REST_S, _MOST_REST_S = 1.0, 15.0
_TOLD_EVERY_MS = 1_000
_THIS_MACHINE = "This computer"


def kept_by(config: AppConfig, desk: Desk) -> KeptBoard:
    """Give the file for the boards of an open desk."""
    address = desk.store.settings.conninfo
    place = place_of(address) if desk.server is None else _own_place(str(take_apart(address)["dbname"]))
    return _kept(config, place)


def kept_of(config: AppConfig, server: ServerProfile | None, room: Room) -> tuple[KeptBoard, ...]:
    """Give the files in which a board of a database may be that cannot be asked which it is; the likeliest first."""
    if server is not None:
        return (_kept(config, place_of(server.url)),)
    live, demo = _own_place(LIVE_DATABASE), _own_place(DEMO_DATABASE)
    replay = _own_place(REPLAY_DATABASE)
    places = {Room.LIVE: (live,), Room.DEMO: (demo,), Room.REPLAY: (replay,), Room.LIVE_IF_THERE: (live, demo)}[room]
    return tuple(_kept(config, place) for place in places)


def first_board(files: Iterable[KeptBoard]) -> Board | None:
    """Read the first board that is there. Any thread may."""
    return next(filter(None, (file.read() for file in files)), None)


def is_out_of_reach(error: Exception) -> bool:
    """Tell whether it is the database that is not there, rather than a person who is not let in."""
    return isinstance(error, Unavailable) and not isinstance(error, LogInRefused)


def _kept(config: AppConfig, place: str) -> KeptBoard:
    return KeptBoard(config.data_dir / "boards", place)


def _own_place(database: str) -> str:
    return f"{_THIS_MACHINE}/{database}"


class LastBoardDesk(QObject):
    """Offers the last board where a desk could not be opened, shows it, and asks again and again for the real desk.

    `retry_wanted`: try once more to open it. Where somebody has to log in, the log-in window stands beside the board,
    and nothing is tried without them.
    """

    retry_wanted = Signal()

    def __init__(self, config: AppConfig, room: Room, starting: StartingWindow, log_in: LogInWindow) -> None:
        """Offer nothing yet."""
        super().__init__()
        self.window: DeskWindow | None = None
        self._config = config
        self._room = room
        self._starting = starting
        self._log_in = log_in
        self._board: Board | None = None
        self._reason = ""
        self._asked = 0
        self._is_trying = False
        self._aside = Aside(self)
        self._rest = BackOff(_FIRST_REST_S, _MOST_REST_S)
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._try)
        self._second = QTimer(self, interval=_TOLD_EVERY_MS)
        self._second.timeout.connect(self._tell)
        starting.last_board_requested.connect(self.show)
        log_in.last_board_requested.connect(self.show)
        log_in.server_chosen.connect(self._withdraw)

    def offer(self, error: Exception, server: ServerProfile | None) -> None:
        """Look for the last board of a server that could not be opened, and offer it beside what is said of that."""
        self._withdraw()
        if is_out_of_reach(error):
            self._reason = told_once(sentence_of(error))
            files = kept_of(self._config, server, self._room)
            self._aside.run(partial(first_board, files), partial(self._on_read, self._asked))

    def takes(self, error: Exception) -> bool:
        """Tell whether the board on screen is answer enough to one more failure: then it is tried again by itself."""
        self._is_trying = False
        if self.window is None or not self._is_shown():
            return False
        if isinstance(error, LogInRefused) or self._log_in.isVisible():
            return False
        self._reason = told_once(sentence_of(error))
        self.window.show_message(self._reason, MessageKind.NOTE)
        self._due.start(round(self._rest.next_s() * 1000))
        return True

    @Slot()
    def show(self) -> None:
        """Show the board that is offered, as strongly marked as old as can be."""
        if self._board is None:
            return
        self._drop_window()
        board, self.window = self._board, _window_of(self._board, self._config)
        BoardPrinting(self.window, _local_now).take(board)
        self.window.refresh_requested.connect(self._try)
        self.window.show_board(board)
        self.window.show_message(self._reason, MessageKind.NOTE)
        self.window.show()
        self._tell()
        self._starting.close()
        self._rest.begin_anew()
        if not self._log_in.isVisible():
            self._due.start(round(self._rest.next_s() * 1000))

    def leave(self) -> None:
        """Make room for the real desk."""
        self._due.stop()
        self._is_trying = False
        self._drop_window()
        self._withdraw()

    def close(self) -> None:
        """End with the program."""
        self.leave()
        self._aside.stop()

    def _on_read(self, asked: int, board: Board | None) -> None:
        if asked == self._asked and board is not None and not self._is_shown():
            self._board = board
            self._second.start()
            self._tell()

    @Slot()
    def _withdraw(self) -> None:
        self._asked += 1
        if not self._is_shown():
            self._board = None
            self._second.stop()
        self._offer("")

    @Slot()
    def _tell(self) -> None:
        """Say how old the board is by now, on screen or where it is offered."""
        if self._board is None:
            return
        if self.window is not None and self._is_shown():
            self._offer("")
            self.window.show_unavailable(old_sentence(self._board, _local_now()))
        else:
            self._offer(offer_words(self._board, _local_now()))

    def _is_shown(self) -> bool:
        """Tell whether the board is on screen: whoever closes its window is offered it again."""
        return self.window is not None and self.window.isVisible()

    def _offer(self, words: str) -> None:
        self._starting.show_last_board(words)
        self._log_in.show_last_board(words)

    @Slot()
    def _try(self) -> None:
        if self._log_in.isVisible():
            self._log_in.activateWindow()
        elif not self._is_trying:
            self._is_trying = True
            self._due.stop()
            self.retry_wanted.emit()

    def _drop_window(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.close()
            window.deleteLater()


def _window_of(board: Board, config: AppConfig) -> DeskWindow:
    desk = f"last board of {when(board, _local_now(), to_second=False)}"
    identity = DeskIdentity(
        "No connection", "nobody logged in", desk, can_dispatch=False, targets=config.targets, sees_callers=False
    )
    window = DeskWindow(identity, lambda: max(_local_now(), board.taken_at))
    # Nobody is here who could log out.
    window.panels.header_bar.person_button.menu.clear()
    return window


def _local_now() -> datetime:
    return datetime.now(UTC)
