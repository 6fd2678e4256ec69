"""Which call and which ambulance the next order joins. No Qt."""

from dataclasses import dataclass, replace
from datetime import datetime

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.board.arrangement import CallFilter, CallQuery, distance_to_call, nearest_available, waiting_rows
from dispatcher_app.ui.board.board_index import BoardIndex
from dispatcher_app.ui.dispatch.prospect import DeskState
from dispatcher_app.ui.hospital_words import divert_words
from dispatcher_app.ui.wording import room_zone


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected; `gone_call_number` names a call that left the board while it was selected."""

    call_id: EmergencyCallId | None = None
    ambulance_id: AmbulanceId | None = None
    gone_call_number: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Where to and with whom."""

    hospital_id: HospitalId | None = None
    paramedic_id: ParamedicId | None = None


def choose_call(index: BoardIndex, call_id: EmergencyCallId, now: datetime) -> Selection:
    """Select a call, and with it the available ambulance nearest to it."""
    nearest = nearest_available(index, call_id, None, now)
    return Selection(call_id, None if nearest is None else nearest.ambulance.id)


def first_selection(index: BoardIndex, now: datetime) -> Selection:
    """Select what is most urgent when a desk opens; later on only a person selects."""
    waiting = waiting_rows(index, CallQuery(CallFilter.WAITING), {}, now)
    return choose_call(index, waiting[0].call.id, now) if waiting else Selection()


def follow(selection: Selection, before: BoardIndex | None, after: BoardIndex) -> Selection:
    """Carry a selection over to a newer board: nothing is selected that nobody chose."""
    if selection.ambulance_id is not None and selection.ambulance_id not in after.ambulances:
        selection = replace(selection, ambulance_id=None)
    if selection.call_id is None or selection.call_id in after.calls:
        return selection
    lost = None if before is None else before.calls.get(selection.call_id)
    return replace(selection, call_id=None, gone_call_number=None if lost is None else lost.number)


def with_order(
    condition: DeskState, index: BoardIndex, selection: Selection, choices: Choices, now: datetime
) -> DeskState:
    """Complete the desk's condition by what an order would join."""
    call = None if selection.call_id is None else index.calls.get(selection.call_id)
    ambulance = None if selection.ambulance_id is None else index.ambulances.get(selection.ambulance_id)
    running = None if ambulance is None else index.assignment_of_ambulance.get(ambulance.id)
    busy_with = None if running is None else index.calls.get(running.emergency_call_id)
    has = () if call is None else index.assigned_ambulances(call.id)
    hospital = None if choices.hospital_id is None else index.hospitals.get(choices.hospital_id)
    return replace(
        condition,
        has_board=True,
        call=call,
        gone_call_number=selection.gone_call_number,
        call_has=tuple(item.call_sign for item in has),
        ambulance=ambulance,
        ambulance_on_call=None if busy_with is None else busy_with.number,
        away_m=None if call is None or ambulance is None else distance_to_call(index, ambulance, call),
        position_age=None if ambulance is None or ambulance.position_at is None else now - ambulance.position_at,
        has_available=any(item.status is AmbulanceStatus.AVAILABLE for item in index.board.ambulances),
        hospital=hospital,
        paramedic=None if choices.paramedic_id is None else index.paramedics.get(choices.paramedic_id),
        diverts=divert_words(hospital, room_zone(index.board.room), now),
    )


def order_of(selection: Selection, choices: Choices) -> DispatchAmbulance | None:
    """Make the order; never for an additional ambulance: that is asked again."""
    if selection.call_id is None or selection.ambulance_id is None:
        return None
    return DispatchAmbulance(
        emergency_call_id=selection.call_id,
        ambulance_id=selection.ambulance_id,
        hospital_id=choices.hospital_id,
        paramedic_id=choices.paramedic_id,
    )
