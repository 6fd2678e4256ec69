"""A control room with something to tell, and a way of sending that keeps what it was given."""

import threading
from dataclasses import dataclass, field
from uuid import uuid4

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.deliveries import Claim, NotDelivered, Patience
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId
from dispatcher_app.domain.messages import Audience
from dispatcher_app.operations.contacts import ContactInWords, add_contact
from dispatcher_app.operations.dispatch import dispatch_ambulance
from tests.control_room import ControlRoomBuilder

HASTY = Patience(send_timeout_s=5.0, lease_s=10, first_pause_s=0.0, longest_pause_s=0.0, most_attempts=3)
"""Tries again at once."""

DISPATCH = """
    WITH sent AS (UPDATE ambulance SET status = 'EN_ROUTE' WHERE id = {ambulance}),
         served AS (UPDATE emergency_call SET status = 'DISPATCHED' WHERE id = {call}),
         made AS (
             INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at)
             VALUES ({call}, {ambulance}, '{request}', now()) RETURNING id)
    INSERT INTO notification (assignment_id, audience, subject, body)
    SELECT id, 'CREW', '{subject}', '{subject}' FROM made"""


def dispatch_by_hand(call: EmergencyCallId, ambulance: AmbulanceId, subject: str) -> str:
    """Word a dispatch as one statement, for a transaction that is held open or undone."""
    return DISPATCH.format(call=call, ambulance=ambulance, request=uuid4(), subject=subject)


@dataclass
class PostBox:
    """Takes every message but those that are to fail, and remembers the names it was sent to."""

    failing: set[str] = field(default_factory=set)
    taken: list[tuple[str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, claim: Claim) -> None:
        """Send it."""
        with self.lock:
            self.tried.append(claim.contact_name)
            self.addresses.add(claim.url)
            if claim.contact_name in self.failing:
                raise NotDelivered("Nobody answers at the address.")
            self.taken.append((claim.contact_name, claim.subject))


class PostOffice:
    """Contacts, and dispatches that tell them."""

    def __init__(self, room: ControlRoomBuilder) -> None:
        """Use a test's room."""
        self.room = room
        self.hospital: HospitalId = room.add_hospital("Mercy")

    def add(self, name: str, audience: Audience = Audience.CREW, *, ambulance: str = "", hospital: str = "") -> None:
        """Tell somebody."""
        add_contact(
            self.room.store, ContactInWords(audience, name, f"json://user:s3cret@localhost/{name}", ambulance, hospital)
        )

    def send_out(self, call_sign: str, number: int, hospital: HospitalId | None = None) -> EmergencyCallId:
        """Dispatch an ambulance to a new call."""
        call, ambulance = self.room.add_call(number=number), self.room.add_ambulance(call_sign)
        dispatch_ambulance(self.room.store, DispatchAmbulance(call, ambulance, hospital), "anna")
        return call
