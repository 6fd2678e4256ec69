"""Choosing a call and an ambulance, by hand on the tables or by name from elsewhere."""

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.board.arrangement import AmbulanceFilter
from dispatcher_app.ui.board_display import BoardDisplay
from dispatcher_app.ui.desk_panels import DeskPanels
from dispatcher_app.ui.dispatch.selection import Selection
from dispatcher_app.ui.dispatch.situation import Situation
from dispatcher_app.ui.plans.focus import Focus, focus_of


class Choosing(QObject):
    """Keeps the tables and the situation of one mind about what is chosen; `changed` follows each choice."""

    changed = Signal()

    def __init__(self, panels: DeskPanels, situation: Situation, display: BoardDisplay, parent: QObject) -> None:
        """Take the tables on which is chosen."""
        super().__init__(parent)
        self._panels = panels
        self._situation = situation
        self._display = display
        panels.calls_panel.tables.call_chosen.connect(self._on_call_chosen)
        panels.ambulances_panel.ambulance_chosen.connect(self._on_ambulance_chosen)
        panels.header_bar.figure_strip.oldest_pressed.connect(self._on_oldest)

    def selection(self) -> Selection:
        """Give what is selected."""
        return self._situation.selection

    def focus(self) -> Focus | None:
        """Give what the keys mean now; None before the first board."""
        index = self._situation.index
        return None if index is None else focus_of(index, self._situation.selection)

    def selected_call(self) -> EmergencyCall | None:
        """Give the selected call as it stands on the board."""
        index, call_id = self._situation.index, self._situation.selection.call_id
        return None if index is None or call_id is None else index.calls.get(call_id)

    def resume(self, selection: Selection) -> None:
        """Go on with what was selected in the window before this one. To be called before the first board."""
        self._situation.selection = selection

    def select_call(self, call_id: EmergencyCallId) -> None:
        """Select a call as if the dispatcher had; filters that hide it are dropped."""
        index = self._situation.index
        if index is None or call_id not in index.calls:
            return
        if call_id not in self._panels.calls_panel.tables.shown_calls():
            self._panels.calls_panel.show_everything()
        self._panels.calls_panel.tables.select(call_id)
        self._on_call_chosen(call_id)

    def select_ambulance(self, ambulance_id: AmbulanceId) -> None:
        """Select an ambulance as if the dispatcher had."""
        ambulance = self._situation.ambulance(ambulance_id)
        if ambulance is None:
            return
        if ambulance.status is not AmbulanceStatus.AVAILABLE:
            self._panels.ambulances_panel.choose_filter(AmbulanceFilter.ALL)
        self._panels.ambulances_panel.select(ambulance_id)
        self._on_ambulance_chosen(ambulance_id)

    @Slot(object)
    def _on_call_chosen(self, call_id: EmergencyCallId) -> None:
        if self._situation.select_call(call_id):
            self._panels.details_panel.choose_nothing()
            self._display.show_call(self._situation)
            self.changed.emit()

    @Slot(object)
    def _on_ambulance_chosen(self, ambulance_id: AmbulanceId) -> None:
        self._situation.select_ambulance(ambulance_id)
        self.changed.emit()

    @Slot()
    def _on_oldest(self) -> None:
        call = self._situation.oldest_waiting_call()
        if call is not None:
            self._panels.show_waiting()
            self.select_call(call.id)
