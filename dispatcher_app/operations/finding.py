"""From the names that people type to the records they mean."""

from dataclasses import dataclass

from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.storage import board as db
from dispatcher_app.storage.dispatching import read_emergency_call
from dispatcher_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class OrderNames:
    """An order in people's words: number, call sign and, where chosen, full names."""

    call_number: int
    call_sign: str
    hospital: str | None = None
    paramedic: str | None = None


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """The records that the names stand for."""

    emergency_call_id: EmergencyCallId
    ambulance_id: AmbulanceId
    hospital_id: HospitalId | None
    paramedic_id: ParamedicId | None


def find_call(store: Store, number: int) -> EmergencyCallId:
    """Look a call up. Raises NotFound."""
    with store.snapshot() as tx:
        return db.find_emergency_call(tx, number)


def read_call(store: Store, number: int) -> EmergencyCall:
    """Look a call up and give it as it stands, over or not. Raises NotFound, NotAllowed for who sees no callers."""
    with store.snapshot() as tx:
        return read_emergency_call(tx, db.find_emergency_call(tx, number))


def find_ambulance(store: Store, call_sign: str) -> AmbulanceId:
    """Look an ambulance up. Raises NotFound, InvalidInput."""
    with store.snapshot() as tx:
        return db.find_ambulance(tx, call_sign)


def find_order(store: Store, names: OrderNames) -> FoundOrder:
    """Look all names up. Raises NotFound for one that means nothing, InvalidInput for one that means two."""
    with store.snapshot() as tx:
        return FoundOrder(
            db.find_emergency_call(tx, names.call_number),
            db.find_ambulance(tx, names.call_sign),
            None if names.hospital is None else db.find_hospital(tx, names.hospital),
            None if names.paramedic is None else db.find_paramedic(tx, names.paramedic),
        )
