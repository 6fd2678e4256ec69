"""Which work the keys mean: what is selected, joined with what runs. No Qt."""

from dataclasses import dataclass

from dispatcher_app.domain.entities import Ambulance, Assignment, EmergencyCall
from dispatcher_app.domain.plan_rules import Work
from dispatcher_app.ui.board.board_index import BoardIndex
from dispatcher_app.ui.dispatch.selection import Selection


@dataclass(frozen=True, slots=True)
class Focus:
    """What a key is about: the selected call, the selected ambulance, and the work that is meant."""

    index: BoardIndex
    call: EmergencyCall | None = None
    ambulance: Ambulance | None = None
    work: Work | None = None

    @property
    def divert_target(self) -> EmergencyCall | None:
        """Give the selected call, if the work that is meant is another call's."""
        if self.work is None or self.call is None or self.call.id == self.work.call.id:
            return None
        return self.call


def focus_of(index: BoardIndex, selection: Selection) -> Focus:
    """Find the work that is meant: the selected ambulance's, else that of the only ambulance on the selected call."""
    call = None if selection.call_id is None else index.calls.get(selection.call_id)
    ambulance = None if selection.ambulance_id is None else index.ambulances.get(selection.ambulance_id)
    running = None if ambulance is None else index.assignment_of_ambulance.get(ambulance.id)
    if running is None and call is not None:
        on_call = index.assignments_of_call.get(call.id, ())
        running = on_call[0] if len(on_call) == 1 else None
    return Focus(index, call, ambulance, None if running is None else work_of(index, running))


def work_of(index: BoardIndex, running: Assignment) -> Work | None:
    """Join an assignment with its call and ambulance, if the board has both."""
    call, ambulance = index.calls.get(running.emergency_call_id), index.ambulances.get(running.ambulance_id)
    return None if call is None or ambulance is None else Work(running, call, ambulance)


def works_of_call(index: BoardIndex, call: EmergencyCall) -> tuple[Work, ...]:
    """Give the work of all ambulances on a call, first sent first."""
    works = (work_of(index, running) for running in index.assignments_of_call.get(call.id, ()))
    return tuple(work for work in works if work is not None)
