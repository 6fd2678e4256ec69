"""Driving records through the verbs: each thing that happened is ordered at its own time, and the rules judge it.

What they refuse is written down and settled, so that the unit is free for its next record and one refusal never brings
on another. Whatever is no judgement (a lost line, a lock that is not granted) is raised and ends the replay.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import TakeCall
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import AmbulanceTaken, Busy, ConflictError, DispatcherError, InvalidInput, RuleError
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, EmergencyCallId
from dispatcher_app.domain.plans import CancelCall, ClearAmbulance, CloseCall, ReopenCall, StampAssignment, StandDown
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import CallOutcome
from dispatcher_app.operations.changing_plans import stand_down
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.ending_calls import cancel_call, close_call, reopen_call
from dispatcher_app.operations.importing.unit_records import UnitReading
from dispatcher_app.operations.replay.outcomes import is_cancelled, outcome_of, outcome_on_scene
from dispatcher_app.operations.replay.planning import STAMPED, Event, Step
from dispatcher_app.operations.replay.refusals import EnteredOtherwise, NotSentYet, Refusal, refusal_of
from dispatcher_app.operations.stamping_work import clear_ambulance, stamp_assignment
from dispatcher_app.operations.taking_calls import take_call
from dispatcher_app.storage.store import Store

C = TypeVar("C")
R = TypeVar("R")

_STAMPS: Mapping[Step, tuple[Stamp, ...]] = {
    Step.RESPONDED: (Stamp.ACKNOWLEDGED, Stamp.MOBILE),
    Step.ON_SCENE: (Stamp.ON_SCENE,),
    Step.LEFT_SCENE: (Stamp.LEFT_SCENE,),
    Step.AT_HOSPITAL: (Stamp.AT_HOSPITAL,),
}

_WAY_TO_HOSPITAL = (Step.ON_SCENE, Step.LEFT_SCENE, Step.AT_HOSPITAL)
"""What must have been reached one after the other."""

_LEFT_OUT = "left out"
_NOT_RECORDED = "Not recorded"


@dataclass(slots=True)
class _Call:
    id: EmergencyCallId
    is_over: bool = False
    running: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Work:
    id: AssignmentId
    record: UnitReading
    call: _Call
    reached: set[Step] = field(default_factory=set)


class Driver:
    """Drives one control room, as one of its dispatchers."""

    def __init__(self, store: Store, login: str, ambulances: Mapping[str, AmbulanceId]) -> None:
        """Use a store that may set the room's clock, and the units by their call signs."""
        self.refusals: list[Refusal] = []
        self.verbs = 0
        self._store = store
        self._login = login
        self._ambulances = ambulances
        self._calls: dict[int, _Call] = {}
        self._works: dict[str, _Work] = {}
        self._refused: set[str] = set()
        self._out: dict[str, _Work] = {}

    @property
    def assignments(self) -> dict[str, AssignmentId]:
        """Tell which assignment each record has become, by the row's id."""
        return {row_id: work.id for row_id, work in self._works.items()}

    def drive(self, event: Event, rows: Sequence[UnitReading]) -> None:
        """Order what happened, at its own time. `rows` are all the records of its call. Raises Busy, Unavailable."""
        self._store.set_room_clock(event.at)
        match event.step:
            case Step.ENTERED:
                self._enter(event, rows)
            case Step.DISPATCHED:
                self._dispatch(event, rows)
            case Step.CALL_ENDS:
                self._end_call(event)
            case _:
                self._go_on(event)

    def _enter(self, event: Event, rows: Iterable[UnitReading]) -> None:
        facts = event.record.call
        if facts.number in self._calls:
            return
        entry = CallEntry(
            location_text=facts.location_text,
            area_text=facts.area_text,
            position=facts.position,
            type_text=facts.type_text,
            priority=facts.priority,
        )
        command = TakeCall(entry, facts.received_at)
        settled = "entered at once, as if it rang then"
        try:
            taken = self._order(take_call, command)
        except InvalidInput as error:
            settled = "entered without what cannot be kept"
            rang_at = None if "received_at" in error.fields else facts.received_at
            where = entry.location_text or _NOT_RECORDED
            taken = self._order(take_call, TakeCall(replace(entry, location_text=where), rang_at))
            self._refuse_all(event, error, settled, rows)
        self._calls[facts.number] = _Call(taken.call.id)
        if (taken.call.received_at, event.at) != (facts.received_at, facts.entered_at):
            self._refuse_all(event, EnteredOtherwise(), settled, rows)

    def _dispatch(self, event: Event, rows: Sequence[UnitReading]) -> None:
        record = event.record
        # Dispatched before it was entered: whoever sends a unit has taken the call.
        self._enter(event, rows)
        call = self._calls[record.call.number]
        if call.is_over:
            self._order(reopen_call, ReopenCall(call.id))
            call.is_over = False
        holder = self._out.get(record.unit_id)
        try:
            self._send(record, call)
        except AmbulanceTaken as error:
            if holder is None or holder.record.available_at is not None:
                self._refuse(event, error, f"{_LEFT_OUT} with all that followed")
                self._refused.add(record.source.row_id)
                return
            settled = " and ".join(filter(None, (self._bring_to_end(holder), "back in service set")))
            self._refuse(event, error, f"{settled} when it was sent on", holder.record)
            self._send(record, call)

    def _send(self, record: UnitReading, call: _Call) -> None:
        order = DispatchAmbulance(call.id, self._ambulances[record.unit_id], is_additional=bool(call.running))
        work = _Work(self._order(dispatch_ambulance, order).assignment.id, record, call)
        call.running.add(record.source.row_id)
        self._works[record.source.row_id] = self._out[record.unit_id] = work

    def _go_on(self, event: Event) -> None:
        """Write what a unit did. One whose dispatch was refused is not out."""
        row_id = event.record.source.row_id
        if row_id in self._refused:
            return
        work = self._works.get(row_id)
        if work is None:
            self._refuse(event, NotSentYet(event.record.unit_id, event.step), _LEFT_OUT)
        elif event.step is Step.AVAILABLE:
            self._free(event, work)
        else:
            self._stamp(event, work)

    def _stamp(self, event: Event, work: _Work) -> None:
        try:
            self._reach(work, event.step)
        except (ConflictError, RuleError) as error:
            before = _before(event.step)
            if not before or any(getattr(work.record, STAMPED[step]) is not None for step in before):
                self._refuse(event, error, _LEFT_OUT)
                return
            # The record knows of no earlier step: it happened, at the latest, now.
            for step in (*before, event.step):
                self._reach(work, step)
            self._refuse(event, error, f"{_listed(before)} set with it")

    def _reach(self, work: _Work, step: Step) -> None:
        for stamp in _STAMPS[step]:
            self._order(stamp_assignment, StampAssignment(work.id, stamp))
        work.reached.add(step)

    def _free(self, event: Event, work: _Work) -> None:
        record = work.record
        has_transport = record.left_scene_at is not None or record.at_hospital_at is not None
        try:
            if has_transport:
                self._clear(work, CallOutcome.TRANSPORTED)
            elif record.on_scene_at is not None:
                self._clear(work, outcome_on_scene(record.disposition))
            else:
                self._stand_down(work)
        except (ConflictError, RuleError) as error:
            self._refuse(event, error, f"{self._bring_to_end(work)} set when it became available")

    def _bring_to_end(self, work: _Work) -> str:
        """Free a unit by the steps that the record has and the board lacks; say which those were."""
        record = work.record
        recorded = [step for step in _WAY_TO_HOSPITAL if getattr(record, STAMPED[step]) is not None]
        if Step.LEFT_SCENE in recorded or Step.LEFT_SCENE in work.reached:
            recorded.append(Step.AT_HOSPITAL)
        wanted = () if not recorded else (*_before(recorded[-1]), recorded[-1])
        missing = [step for step in wanted if step not in work.reached]
        for step in missing:
            self._reach(work, step)
        if Step.AT_HOSPITAL in work.reached:
            self._clear(work, CallOutcome.TRANSPORTED)
        elif Step.ON_SCENE in work.reached:
            self._clear(work, outcome_on_scene(record.disposition))
        else:
            self._stand_down(work)
        return _listed(missing)

    def _clear(self, work: _Work, outcome: CallOutcome) -> None:
        self._order(clear_ambulance, ClearAmbulance(work.id, outcome))
        self._let_go(work)
        work.call.is_over = not work.call.running

    def _stand_down(self, work: _Work) -> None:
        self._order(stand_down, StandDown(work.id))
        self._let_go(work)

    def _let_go(self, work: _Work) -> None:
        work.call.running.discard(work.record.source.row_id)
        self._out.pop(work.record.unit_id, None)

    def _end_call(self, event: Event) -> None:
        call = self._calls[event.record.call.number]
        if call.is_over or call.running:
            return
        disposition = event.record.disposition
        if is_cancelled(disposition):
            self._order(cancel_call, CancelCall(call.id, disposition))
        else:
            self._order(close_call, CloseCall(call.id, outcome_of(disposition)))
        call.is_over = True

    def _order(self, verb: Callable[[Store, C, str], R], command: C) -> R:
        self.verbs += 1
        return verb(self._store, command, self._login)

    def _refuse(self, event: Event, error: DispatcherError, settled: str, record: UnitReading | None = None) -> None:
        if isinstance(error, Busy):
            raise error
        self.refusals.append(refusal_of(event, error, settled, record))

    def _refuse_all(self, event: Event, error: DispatcherError, settled: str, rows: Iterable[UnitReading]) -> None:
        for record in rows:
            self._refuse(event, error, settled, record)


def _before(step: Step) -> tuple[Step, ...]:
    return tuple(other for other in _WAY_TO_HOSPITAL if other < step) if step in _WAY_TO_HOSPITAL else ()


def _listed(steps: Iterable[Step]) -> str:
    return " and ".join(step.words for step in steps)
