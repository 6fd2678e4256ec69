"""A board with its joins looked up once, so that arranging it stays linear."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dispatcher_app.domain.entities import (
    Ambulance,
    Assignment,
    Board,
    Crew,
    EmergencyCall,
    Hospital,
    Paramedic,
    Station,
)
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId, StationId


@dataclass(frozen=True, slots=True)
class BoardIndex:
    """The records of one board by id, and the running assignments of each call, first sent first."""

    board: Board
    calls: Mapping[EmergencyCallId, EmergencyCall]
    ambulances: Mapping[AmbulanceId, Ambulance]
    stations: Mapping[StationId, Station]
    hospitals: Mapping[HospitalId, Hospital]
    paramedics: Mapping[ParamedicId, Paramedic]
    assignments_of_call: Mapping[EmergencyCallId, tuple[Assignment, ...]]
    assignment_of_ambulance: Mapping[AmbulanceId, Assignment]
    crews: Mapping[AmbulanceId, Crew]

    def assigned_ambulances(self, call_id: EmergencyCallId) -> tuple[Ambulance, ...]:
        """List the ambulances on a call, first sent first."""
        assignments = self.assignments_of_call.get(call_id, ())
        return tuple(self.ambulances[item.ambulance_id] for item in assignments if item.ambulance_id in self.ambulances)


def index_board(board: Board) -> BoardIndex:
    """Look up the joins of a board."""
    by_call: dict[EmergencyCallId, tuple[Assignment, ...]] = {}
    running = sorted(board.assignments, key=lambda item: (item.dispatched_at, item.id))
    for assignment in running:
        earlier = by_call.get(assignment.emergency_call_id, ())
        by_call[assignment.emergency_call_id] = (*earlier, assignment)
    return BoardIndex(
        board=board,
        calls=MappingProxyType({call.id: call for call in board.calls}),
        ambulances=MappingProxyType({ambulance.id: ambulance for ambulance in board.ambulances}),
        stations=MappingProxyType({station.id: station for station in board.stations}),
        hospitals=MappingProxyType({hospital.id: hospital for hospital in board.hospitals}),
        paramedics=MappingProxyType({paramedic.id: paramedic for paramedic in board.paramedics}),
        assignments_of_call=MappingProxyType(by_call),
        assignment_of_ambulance=MappingProxyType({item.ambulance_id: item for item in running}),
        crews=MappingProxyType({crew.ambulance_id: crew for crew in board.crews}),
    )
