"""Making the demonstration in an empty database."""

from datetime import datetime

from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import InvalidInput, Unavailable
from dispatcher_app.operations.demo import content
from dispatcher_app.operations.demo.city import corner
from dispatcher_app.operations.demo.crews import man_demo_city
from dispatcher_app.operations.demo.shift import Setting, make_shift
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import importing as db
from dispatcher_app.storage import importing_demo as demo
from dispatcher_app.storage.call_types import save_call_types
from dispatcher_app.storage.importing import NewPlace
from dispatcher_app.storage.importing_demo import DemoStaff, FleetMember
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.translation import LockNotGranted

DEFAULT_SEED = 1042
"""The same seed makes the same city, calls and all; only its clock follows the database's now."""

FIRST_CALL_NUMBER = 1001


@restarting
def create_demo_city(store: Store, seed: int = DEFAULT_SEED, time_zone: str = "UTC") -> None:
    """Fill an empty, migrated database with the demonstration, its calls around now.

    Of several desks that start at once the first makes it; for the others it is there, and nothing is done.
    Raises InvalidInput for a database that holds anything else, Unavailable.
    """
    try:
        with store.transaction() as tx:
            demo.lock_demonstration(tx)
            room = db.find_control_room(tx)
            if room is not None and room.is_demo:
                return
            if not demo.is_empty(tx):
                raise InvalidInput({"database": ["This database is in use. A demonstration needs an empty one."]})
            db.insert_control_room(tx, ControlRoom(content.ROOM_NAME, time_zone, is_demo=True))
            _fill(tx, seed, db.database_now(tx))
    except LockNotGranted:
        raise Unavailable("Another desk is making the demonstration. Try again.") from None


def _fill(tx: Transaction, seed: int, now: datetime) -> None:
    save_call_types(tx, content.TYPES)
    fleet, staff = _fleet(tx), _staff(tx)
    shift = make_shift(seed, Setting(now, fleet, staff, FIRST_CALL_NUMBER))
    call_ids = db.insert_calls(tx, shift.calls)
    ambulance_ids = db.insert_ambulances(tx, shift.ambulances)
    man_demo_city(tx, now)
    db.insert_assignments(tx, shift.assignments, call_ids, ambulance_ids)


def _fleet(tx: Transaction) -> tuple[FleetMember, ...]:
    """Spread the ambulances evenly over the stations."""
    places = _places("station", content.STATIONS)
    ids = db.insert_stations(tx, places)
    homes = [places[number % len(places)] for number in range(len(content.AMBULANCES))]
    return tuple(
        FleetMember(call_sign, level, home.position, ids[home.source_ref])
        for (call_sign, level), home in zip(content.AMBULANCES, homes, strict=True)
    )


def _staff(tx: Transaction) -> DemoStaff:
    places = _places("hospital", content.HOSPITALS)
    ids = db.insert_hospitals(tx, places)
    return DemoStaff(
        demo.insert_dispatchers(tx, content.DISPATCHERS),
        demo.insert_paramedics(tx, content.PARAMEDICS),
        tuple((ids[place.source_ref], place.position) for place in places),
    )


def _places(kind: str, named: tuple[tuple[str, int, int], ...]) -> list[NewPlace]:
    return [NewPlace(name, corner(street, avenue), f"demo:{kind}:{name}") for name, street, avenue in named]
