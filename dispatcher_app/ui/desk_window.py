"""The dispatcher's window: a pure view of a board, and the place where an order is made."""

from datetime import timedelta, tzinfo

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.board.arrangement import AmbulanceFilter
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.board_display import BoardDisplay
from dispatcher_app.ui.desk_identity import DeskIdentity, ServerNow
from dispatcher_app.ui.desk_panels import DeskPanels
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.dispatch.situation import Situation
from dispatcher_app.ui.header.header_words import window_title
from dispatcher_app.ui.help.keys import DeskKey
from dispatcher_app.ui.help.keys_dialog import KeysDialog
from dispatcher_app.ui.theme.application_theme import ensure_theme, switch_theme, tokens_of
from dispatcher_app.ui.theme.icons import themed_icon
from dispatcher_app.ui.widgets.second_timer import SecondTimer


class DeskWindow(QMainWindow):
    """Shows boards and asks for dispatches. It reads no database and decides nothing that a rule decides.

    `dispatch_requested` carries a `DispatchAmbulance`; `theme_toggled` the name of the theme now in force.
    """

    dispatch_requested = Signal(object)
    refresh_requested = Signal()
    theme_toggled = Signal(str)

    def __init__(self, identity: DeskIdentity, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make a window that waits for its first board."""
        super().__init__(parent)
        ensure_theme()
        self._desk = identity.desk
        self._situation = Situation(now, can_dispatch=identity.can_dispatch)
        self.panels = DeskPanels(identity, now)
        self.panels.setObjectName("panels")
        self.keys_dialog = KeysDialog(self)
        self.keys_dialog.setObjectName("keys_dialog")
        self.tick_timer = SecondTimer(now, self)
        self.tick_timer.setObjectName("tick_timer")
        self._display = BoardDisplay(self.panels, identity, now)
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setObjectName("desk_window")
        self._show_title()
        self.setCentralWidget(self.panels)
        self.setMinimumSize(1180, 640)
        self.resize(1280, 720)
        self._show_theme()
        self._display.show_nothing()
        self._show_condition()
        self.panels.calls_panel.tables.waiting_stack.setFocus()

    def _connect(self) -> None:
        self.tick_timer.ticked.connect(self._on_tick)
        self.panels.calls_panel.query_changed.connect(self._show_all)
        self.panels.calls_panel.tables.call_chosen.connect(self._on_call_chosen)
        self.panels.ambulances_panel.filter_changed.connect(self._show_all)
        self.panels.ambulances_panel.ambulance_chosen.connect(self._on_ambulance_chosen)
        self.panels.details_panel.choice_changed.connect(self._show_condition)
        self.panels.dispatch_bar.dispatch_pressed.connect(self._on_dispatch)
        header, figures = self.panels.header_bar, self.panels.header_bar.figure_strip
        header.refresh_pressed.connect(self.refresh_requested)
        header.theme_pressed.connect(self._on_theme)
        header.help_pressed.connect(self.keys_dialog.toggle)
        figures.oldest_pressed.connect(self._on_oldest)
        self.panels.bind_keys(
            {
                DeskKey.DISPATCH: self._on_dispatch,
                DeskKey.REFRESH: self.refresh_requested.emit,
                DeskKey.HELP: self.keys_dialog.toggle,
                DeskKey.THEME: self._on_theme,
            }
        )

    # What others call

    def show_board(self, board: Board) -> None:
        """Show a board. What the dispatcher selected stays selected."""
        index = self._situation.take_board(board)
        self._display.show_room(index)
        self._show_title()
        self._show_all()

    def show_desk(self, name: str) -> None:
        """Say which desk this is: after a loss of the connection it may have become another."""
        self._desk = name
        self.panels.header_bar.show_desk(name)
        self._show_title()

    def show_data_age(self, age: timedelta | None) -> None:
        """Say how old the data is; it goes on ageing by itself. None means that there is no connection."""
        self._situation.take_age(age)
        self._show_condition()

    def show_unavailable(self, sentence: str | None, *, is_fault: bool = False) -> None:
        """Say across the window why the board is not to be relied on, and lock what writes; None takes it back."""
        self._situation.unavailable, self._situation.is_at_fault = sentence, is_fault
        self._show_condition()

    def show_message(self, text: str, kind: MessageKind) -> None:
        """Tell the last outcome in the bottom bar."""
        self.panels.dispatch_bar.show_message(text, kind)

    def show_pending(self, order_name: str) -> None:
        """Say which order is on its way (M14 to #1043), empty for none; meanwhile a second press does nothing."""
        self._situation.set_pending(order_name)
        self._show_condition()

    def forget_choices(self, sent: DispatchAmbulance) -> None:
        """Forget hospital and paramedic once an order took them along; what was chosen since is kept."""
        if self._situation.is_spent(sent, self._display.choices()):
            self.panels.details_panel.choose_nothing()

    def zone(self) -> tzinfo:
        """Give the room's time zone."""
        return self._display.zone

    def select_call(self, call_id: EmergencyCallId) -> None:
        """Select a call as if the dispatcher had; filters that hide it are dropped."""
        index = self._situation.index
        if index is None or call_id not in index.calls:
            return
        if call_id not in self.panels.calls_panel.tables.shown_calls():
            self.panels.calls_panel.show_everything()
        self.panels.calls_panel.tables.select(call_id)
        self._on_call_chosen(call_id)

    def select_ambulance(self, ambulance_id: AmbulanceId) -> None:
        """Select an ambulance as if the dispatcher had."""
        ambulance = self._situation.ambulance(ambulance_id)
        if ambulance is None:
            return
        if ambulance.status is not AmbulanceStatus.AVAILABLE:
            self.panels.ambulances_panel.choose_filter(AmbulanceFilter.ALL)
        self.panels.ambulances_panel.select(ambulance_id)
        self._on_ambulance_chosen(ambulance_id)

    def nearest_available(self, call_id: EmergencyCallId, excluding: AmbulanceId | None) -> NearestAmbulance | None:
        """Find the available ambulance nearest to a call."""
        return self._situation.nearest_available(call_id, excluding)

    # What is shown

    def _show_title(self) -> None:
        self.setWindowTitle(window_title(self._situation.room(), self._desk))

    @Slot()
    def _show_condition(self) -> None:
        self._display.show_condition(self._situation.state(self._display.choices()), self._situation.unavailable)
        if not self._situation.is_at_fault:
            self._display.follow_freshness(self._situation)

    @Slot()
    def _show_all(self) -> None:
        self._display.show_board(self._situation)
        self._show_condition()

    def _show_theme(self) -> None:
        tokens = tokens_of(self.palette())
        self.setWindowIcon(themed_icon("ambulance", tokens.action, 32))
        self.panels.header_bar.show_theme(tokens)
        self.panels.dispatch_bar.show_theme(tokens)

    # What the dispatcher does

    @Slot(object)
    def _on_call_chosen(self, call_id: EmergencyCallId) -> None:
        if self._situation.select_call(call_id):
            self.panels.details_panel.choose_nothing()
            self._display.show_call(self._situation)
            self._show_condition()

    @Slot(object)
    def _on_ambulance_chosen(self, ambulance_id: AmbulanceId) -> None:
        self._situation.select_ambulance(ambulance_id)
        self._show_condition()

    @Slot()
    def _on_oldest(self) -> None:
        call = self._situation.oldest_waiting_call()
        if call is not None:
            self.panels.show_waiting()
            self.select_call(call.id)

    @Slot()
    def _on_dispatch(self) -> None:
        order = self._situation.order(self._display.choices())
        if order is not None:
            self.dispatch_requested.emit(order)

    @Slot()
    def _on_theme(self) -> None:
        self.theme_toggled.emit(switch_theme().name)

    @Slot()
    def _on_tick(self) -> None:
        self._show_condition()
        self._display.tick(self._situation)

    def showEvent(self, event: QShowEvent) -> None:
        """Let time pass while the window is seen."""
        super().showEvent(event)
        self.tick_timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the clock."""
        self.tick_timer.stop()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "panels"):
            self._show_theme()
