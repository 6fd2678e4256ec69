"""Two ambulances, two paramedics, and what tests of crews do with them."""

from dataclasses import dataclass

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Crew
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, ParamedicId
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder


@dataclass(frozen=True)
class Fleet:
    """Two ambulances and two paramedics."""

    m12: AmbulanceId
    m07: AmbulanceId
    pat: ParamedicId
    quinn: ParamedicId


@pytest.fixture
def fleet(room: ControlRoomBuilder) -> Fleet:
    """Nobody is aboard yet."""
    paramedics = [room.add_paramedic(name) for name in ("Pat Lee", "Quinn Day")]
    return Fleet(room.add_ambulance("M12"), room.add_ambulance("M07"), *paramedics)


def names(crew: Crew) -> list[str]:
    """Name who is aboard."""
    return [member.full_name for member in crew.members]


def send(room: ControlRoomBuilder, store: Store, ambulance: AmbulanceId, paramedic: ParamedicId | None) -> AssignmentId:
    """Send an ambulance to a call of its own."""
    order = DispatchAmbulance(room.add_call(), ambulance, None, paramedic)
    return dispatch_ambulance(store, order, "anna").assignment.id
