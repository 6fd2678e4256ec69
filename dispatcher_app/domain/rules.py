"""What a dispatcher may do, judged on records that nobody can move meanwhile (they are locked)."""

from dataclasses import dataclass

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance, Assignment, EmergencyCall, Paramedic
from dispatcher_app.domain.errors import (
    AmbulanceFacts,
    AmbulanceNotAvailable,
    AmbulanceTaken,
    CallClosed,
    CallFacts,
    CallTaken,
    Deed,
    ParamedicTaken,
)
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus


@dataclass(frozen=True, slots=True)
class RunningAssignment:
    """An open assignment with the names of what it joins."""

    assignment: Assignment
    call: CallFacts
    ambulance: AmbulanceFacts

    @property
    def sent(self) -> Deed:
        """Who sent it, from where and when."""
        return Deed(self.assignment.dispatcher_name, self.assignment.desk, self.assignment.dispatched_at)


@dataclass(frozen=True, slots=True)
class DispatchSituation:
    """All that a dispatch is judged on, read under the locks. `running` holds the open assignments of each record.

    `with_paramedic` are those of them that the paramedic is aboard, chosen for it or as one of its crew.
    """

    call: EmergencyCall
    ambulance: Ambulance
    running: tuple[RunningAssignment, ...] = ()
    ended: Deed | None = None
    paramedic: Paramedic | None = None
    with_paramedic: tuple[RunningAssignment, ...] = ()

    @property
    def call_facts(self) -> CallFacts:
        """Name the call."""
        return call_facts(self.call)

    @property
    def ambulance_facts(self) -> AmbulanceFacts:
        """Name the ambulance."""
        return AmbulanceFacts(self.ambulance.id, self.ambulance.call_sign)


def call_facts(call: EmergencyCall) -> CallFacts:
    """Reduce a call to what a message needs to name it."""
    return CallFacts(call.id, call.number, call.type_text, call.location_text)


def check_dispatch(command: DispatchAmbulance, situation: DispatchSituation) -> None:
    """Judge a dispatch. The first obstacle in the order a dispatcher must know it is raised.

    Raises CallClosed, AmbulanceTaken, AmbulanceNotAvailable, ParamedicTaken or CallTaken.
    """
    _check_not_over(situation)
    _check_ambulance(situation)
    _check_paramedic(situation)
    _check_not_taken(command, situation)


def check_call(command: DispatchAmbulance, situation: DispatchSituation) -> None:
    """Judge only whether the call may have this ambulance, which is free to go there or will be.

    Raises CallClosed, CallTaken.
    """
    _check_not_over(situation)
    _check_not_taken(command, situation)


def _check_not_over(situation: DispatchSituation) -> None:
    if situation.call.status.is_over:
        raise CallClosed(situation.call_facts, situation.ambulance_facts, situation.call.status, situation.ended)


def _check_not_taken(command: DispatchAmbulance, situation: DispatchSituation) -> None:
    call, ambulance = situation.call_facts, situation.ambulance_facts
    on_call = [running for running in situation.running if running.call.id == call.id]
    if situation.call.status is CallStatus.DISPATCHED and on_call and not command.is_additional:
        raise CallTaken(call, ambulance, tuple(running.ambulance.call_sign for running in on_call), on_call[-1].sent)


def _check_ambulance(situation: DispatchSituation) -> None:
    ambulance = situation.ambulance_facts
    for running in situation.running:
        if running.ambulance.id == ambulance.id:
            raise AmbulanceTaken(ambulance, situation.call_facts, running.call, running.sent)
    if situation.ambulance.status is not AmbulanceStatus.AVAILABLE:
        raise AmbulanceNotAvailable(ambulance, situation.ambulance.status, situation.ambulance.status_since)


def _check_paramedic(situation: DispatchSituation) -> None:
    paramedic = situation.paramedic
    for running in situation.with_paramedic:
        if paramedic is not None:
            call, ambulance = situation.call_facts, situation.ambulance_facts
            raise ParamedicTaken(paramedic.full_name, call, ambulance, running.ambulance, running.call, running.sent)
