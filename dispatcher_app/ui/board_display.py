"""Puts a board on the panels: every row and sentence is made by pure functions, and handed to the widget it is for."""

from datetime import UTC, tzinfo

from dispatcher_app.ui.board.ambulances_panel import AmbulancesView
from dispatcher_app.ui.board.arrangement import (
    CallFilter,
    ambulance_rows,
    room_figures,
    soon_free,
    under_way_rows,
    waiting_rows,
)
from dispatcher_app.ui.board.board_index import BoardIndex
from dispatcher_app.ui.board.board_words import soon_free_words
from dispatcher_app.ui.board.call_tables import CallsView
from dispatcher_app.ui.board.rows import RoomFigures
from dispatcher_app.ui.desk_identity import DeskIdentity, ServerNow
from dispatcher_app.ui.desk_panels import DeskPanels
from dispatcher_app.ui.details.call_details import call_details, hospital_choices, paramedic_choices
from dispatcher_app.ui.dispatch.prospect import DeskState, prospect_of
from dispatcher_app.ui.dispatch.selection import Choices, Selection
from dispatcher_app.ui.dispatch.situation import Situation
from dispatcher_app.ui.header.freshness import Freshness
from dispatcher_app.ui.header.header_words import room_words
from dispatcher_app.ui.header.standing import chip_words, strip_words
from dispatcher_app.ui.wording import room_zone


class BoardDisplay:
    """Shows one board after another on the same panels."""

    def __init__(self, panels: DeskPanels, identity: DeskIdentity, now: ServerNow) -> None:
        """Show on these panels."""
        self._panels = panels
        self._targets = identity.targets
        self._sees_callers = identity.sees_callers
        self._now = now
        self._freshness = Freshness.LOST
        self.zone: tzinfo = UTC

    def show_room(self, index: BoardIndex) -> None:
        """Take over what the room is: its clock, and whether it is a demonstration."""
        self.zone = room_zone(index.board.room)
        self._panels.entry_panel.show_zone(self.zone)
        self._panels.header_bar.show_demo(index.board.room.is_demo)
        self.show_clock()

    def show_clock(self) -> None:
        """Show the time."""
        self._panels.header_bar.show_clock(self._now(), self.zone)

    def show_board(self, situation: Situation) -> None:
        """Show everything."""
        if situation.index is None:
            return
        self._show_figures(room_figures(situation.index, self._targets, self._now()))
        self._show_calls(situation.index, situation.selection, situation.freshness())
        self._show_details(situation.index, situation)
        self._show_ambulances(situation.index, situation.selection, situation.freshness())

    def show_call(self, situation: Situation) -> None:
        """Show what depends on the selected call."""
        if situation.index is not None:
            self._show_details(situation.index, situation)
            self._show_ambulances(situation.index, situation.selection, situation.freshness())
            self._panels.ambulances_panel.scroll_to_nearest()

    def tick(self, situation: Situation) -> None:
        """Let time pass: figures, the columns that show time, and what the passing of time lets in or out."""
        if situation.index is None:
            return
        self.show_clock()
        if self._panels.calls_panel.query().filter is CallFilter.PAST_TARGET:
            self.show_board(situation)
        self._show_figures(room_figures(situation.index, self._targets, self._now()))
        self._panels.calls_panel.tables.tick()
        self._panels.ambulances_panel.tick()

    def follow_freshness(self, situation: Situation) -> None:
        """Say of empty tables what holds now that the data is older, or live again."""
        if situation.freshness() is not self._freshness:
            self.show_board(situation)

    def _show_figures(self, figures: RoomFigures) -> None:
        self._panels.header_bar.show_figures(room_words(figures))
        self._panels.calls_panel.show_figures(figures)
        self._panels.ambulances_panel.show_figures(figures)

    def show_nothing(self) -> None:
        """Say that no board has come yet."""
        view = CallsView(self._panels.calls_panel.query(), (), (), None, Freshness.LOST, has_board=False)
        self._panels.calls_panel.tables.show_calls(view)
        self._panels.ambulances_panel.show_ambulances(AmbulancesView((), None, None, Freshness.LOST, has_board=False))
        self._show_figures(RoomFigures())

    def _show_calls(self, index: BoardIndex, selection: Selection, freshness: Freshness) -> None:
        """Show the calls that are asked for."""
        self._freshness = freshness
        query = self._panels.calls_panel.query()
        self._panels.calls_panel.tables.show_calls(
            CallsView(
                query=query,
                waiting=waiting_rows(index, query, self._targets, self._now()),
                under_way=under_way_rows(index, query),
                selected=selection.call_id,
                freshness=freshness,
                has_board=True,
            )
        )

    def _show_ambulances(self, index: BoardIndex, selection: Selection, freshness: Freshness) -> None:
        """Show the ambulances that are asked for, as seen from the selected call."""
        shown = self._panels.ambulances_panel.chosen_filter()
        self._panels.ambulances_panel.show_ambulances(
            AmbulancesView(
                rows=ambulance_rows(index, shown, selection.call_id),
                selected=selection.ambulance_id,
                call=None if selection.call_id is None else index.calls.get(selection.call_id),
                freshness=freshness,
                has_board=True,
                soon_free=soon_free_words(soon_free(index, selection.call_id), self._now()),
            )
        )

    def _show_details(self, index: BoardIndex, situation: Situation) -> None:
        """Show what is known of the selected call; nothing of it while the desk is locked."""
        selection = situation.selection
        call = None if selection.call_id is None else index.calls.get(selection.call_id)
        panel = self._panels.details_panel
        if call is None or situation.is_desk_locked():
            panel.show_details(None)
        else:
            panel.show_details(call_details(index, call, self.zone, sees_callers=self._sees_callers))
        panel.show_choices(hospital_choices(index, call), paramedic_choices(index, selection.ambulance_id))

    def choices(self) -> Choices:
        """Tell where to and with whom."""
        details = self._panels.details_panel
        return Choices(details.chosen_hospital(), details.chosen_paramedic())

    def show_condition(self, state: DeskState) -> None:
        """Show what the key would do, and whether the board may be relied on."""
        self._panels.dispatch_bar.show_prospect(prospect_of(state), state)
        self._panels.header_bar.show_age(chip_words(state.standing))
        self._panels.lock_strip.show_words(strip_words(state.standing, has_board=state.has_board))
