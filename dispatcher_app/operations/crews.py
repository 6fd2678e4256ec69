"""Signing paramedics on and off their ambulances, and their breaks.

Desks sign anybody. Paramedics sign themselves on and off, as crews do in their vehicle, and nobody else: and as no
crew changes while its ambulance is out, nobody can board a running call that way, whose stamps they might then write.
Breaks are the desk's to give, which knows who is needed. The database holds everybody to this.
"""

from dispatcher_app.domain.crews import (
    BreakOutOfTurn,
    CrewOut,
    EndBreak,
    NotAboard,
    ParamedicAboard,
    SignOff,
    SignOn,
    StartBreak,
)
from dispatcher_app.domain.entities import Ambulance, Crew, Paramedic
from dispatcher_app.domain.errors import Busy, ConflictError, NotAllowed
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, ParamedicId
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import crews as db
from dispatcher_app.storage.board import find_ambulance, find_dispatcher, find_paramedic
from dispatcher_app.storage.dispatching import lock_ambulance, read_ambulance, read_paramedic
from dispatcher_app.storage.requests import claim_request
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.translation import AlreadyThere

_NOT_YOURS = "Dispatchers sign crews on and off, and paramedics themselves."


def list_crews(store: Store) -> tuple[tuple[Ambulance, Crew], ...]:
    """List those who are aboard, with their ambulances. Raises Unavailable."""
    with store.snapshot() as tx:
        return tuple((read_ambulance(tx, crew.ambulance_id), crew) for crew in db.read_crews(tx))


def find_for_crew(store: Store, call_sign: str, paramedic: str | None, login: str) -> tuple[AmbulanceId, ParamedicId]:
    """Find an ambulance, and a paramedic by name or (None) by who is logged in. Raises NotFound, InvalidInput."""
    with store.snapshot() as tx:
        return find_ambulance(tx, call_sign), _who(tx, paramedic, login)


def find_aboard(store: Store, paramedic: str | None, login: str) -> ParamedicId:
    """Find a paramedic by name or (None) by who is logged in. Raises NotFound, InvalidInput."""
    with store.snapshot() as tx:
        return _who(tx, paramedic, login)


def find_ambulance_named(store: Store, call_sign: str) -> AmbulanceId:
    """Find an ambulance by its call sign. Raises NotFound."""
    with store.snapshot() as tx:
        return find_ambulance(tx, call_sign)


def aboard_of(store: Store, assignment_id: AssignmentId) -> tuple[Paramedic, ...]:
    """List who was aboard when an ambulance was sent, whoever is aboard it now. Raises Unavailable."""
    with store.snapshot() as tx:
        return db.read_aboard(tx, assignment_id)


@restarting
def sign_on(store: Store, command: SignOn, login: str) -> Crew:
    """Put a paramedic aboard an ambulance, from now on, and give its crew.

    Raises ParamedicAboard for one who is aboard elsewhere, CrewOut, NotFound, NotAllowed, Busy, Unavailable.
    """
    try:
        with store.transaction() as tx:
            ambulance = lock_ambulance(tx, command.ambulance_id)
            paramedic = read_paramedic(tx, command.paramedic_id)
            _require_may_sign(tx, login, paramedic.id)
            if not claim_request(tx, command.request_id, "sign_on"):
                return db.crew_of(tx, ambulance.id)
            _require_in(tx, ambulance)
            if aboard := db.where_aboard(tx, paramedic.id):
                raise ParamedicAboard(paramedic.full_name, *aboard)
            db.put_aboard(tx, ambulance.id, paramedic.id)
            return db.crew_of(tx, ambulance.id)
    except AlreadyThere:
        raise _found_by_index(store, command.paramedic_id) from None


@restarting
def sign_off(store: Store, command: SignOff, login: str) -> None:
    """Take a paramedic from the ambulance they are aboard, from now on. Who was aboard stays with each call.

    Raises NotAboard, CrewOut while the ambulance is out on a call, NotFound, NotAllowed, Busy, Unavailable.
    """
    with store.transaction() as tx:
        paramedic = read_paramedic(tx, command.paramedic_id)
        seen = db.where_aboard(tx, paramedic.id)
        ambulance = None if seen is None else lock_ambulance(tx, seen[0].id)
        _require_may_sign(tx, login, paramedic.id)
        if not claim_request(tx, command.request_id, "sign_off"):
            return
        # Looked up again under the lock: another desk may have signed them off, or on elsewhere, meanwhile.
        if ambulance is None or db.where_aboard(tx, paramedic.id) != seen:
            raise NotAboard(paramedic.full_name)
        _require_in(tx, ambulance)
        db.take_off(tx, paramedic.id)


@restarting
def start_break(store: Store, command: StartBreak, login: str) -> Crew:
    """Let an ambulance's crew take a break, from now on. It can still be sent, and every desk sees that they rest.

    Raises BreakOutOfTurn, CrewOut, NotFound, NotAllowed, Busy, Unavailable.
    """
    with store.transaction() as tx:
        ambulance = lock_ambulance(tx, command.ambulance_id)
        _require_dispatcher(tx, login)
        crew = db.crew_of(tx, ambulance.id)
        if not claim_request(tx, command.request_id, "start_break"):
            return crew
        _require_in(tx, ambulance)
        if not crew.members:
            raise BreakOutOfTurn(f"Nobody is signed on to {ambulance.call_sign}.")
        if crew.break_since is not None:
            raise BreakOutOfTurn(f"The crew of {ambulance.call_sign} is on a break already.")
        db.begin_break(tx, ambulance.id)
        return db.crew_of(tx, ambulance.id)


@restarting
def end_break(store: Store, command: EndBreak, login: str) -> Crew:
    """End the break of an ambulance's crew, now. Raises BreakOutOfTurn, NotFound, NotAllowed, Busy, Unavailable."""
    with store.transaction() as tx:
        ambulance = lock_ambulance(tx, command.ambulance_id)
        _require_dispatcher(tx, login)
        if claim_request(tx, command.request_id, "end_break") and not db.end_break(tx, ambulance.id):
            raise BreakOutOfTurn(f"The crew of {ambulance.call_sign} is on no break.")
        return db.crew_of(tx, ambulance.id)


def _who(tx: Transaction, paramedic: str | None, login: str) -> ParamedicId:
    return db.find_paramedic_of(tx, login) if paramedic is None else find_paramedic(tx, paramedic)


def _require_in(tx: Transaction, ambulance: Ambulance) -> None:
    number = db.call_number_of(tx, ambulance.id)
    if number is not None:
        raise CrewOut(ambulance.call_sign, number)


def _require_dispatcher(tx: Transaction, login: str) -> None:
    dispatcher = find_dispatcher(tx, login)
    if dispatcher is None or not dispatcher.is_active:
        raise NotAllowed("Only dispatchers give crews their breaks.")


def _require_may_sign(tx: Transaction, login: str, paramedic_id: ParamedicId) -> None:
    dispatcher = find_dispatcher(tx, login)
    if (dispatcher is None or not dispatcher.is_active) and not db.is_login_of(tx, login, paramedic_id):
        raise NotAllowed(_NOT_YOURS)


def _found_by_index(store: Store, paramedic_id: ParamedicId) -> ConflictError:
    """Look up, after the refusal, where the paramedic is; if they are off again by now, somebody was just then."""
    with store.snapshot() as tx:
        name = read_paramedic(tx, paramedic_id).full_name
        aboard = db.where_aboard(tx, paramedic_id)
    return (
        Busy(f"{name} was being signed on elsewhere. Try again.") if aboard is None else ParamedicAboard(name, *aboard)
    )
