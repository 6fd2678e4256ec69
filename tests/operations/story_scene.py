"""A call with an ambulance on it, and people of every group who look at it or write about it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dispatcher_app.domain.call_story import CallStory, StoryEntry
from dispatcher_app.domain.commands import AddNote, DispatchAmbulance
from dispatcher_app.domain.ids import EmergencyCallId, NoteId
from dispatcher_app.operations.call_story import add_note, read_story
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.storage.people import conninfo_of, make_people

ZONE = ZoneInfo("America/Los_Angeles")

OpenAs = Callable[..., Store]


def run(store: Store, *statements: str) -> None:
    with store.transaction() as tx:
        for statement in statements:
            tx.database.execute_sql(statement.replace("%", "%%"), ())


class Scene:
    """Anna at desk 3 has sent M12, with Pam aboard, to the first of two calls."""

    def __init__(self, room: ControlRoomBuilder, open_as: OpenAs) -> None:
        """Make it."""
        self.room, self.open_as = room, open_as
        self.anna, self.ben = open_as("anna", "desk 3"), open_as("ben", "desk 2")
        self.sue, self.pam, self.vera = open_as("sue", "desk 9"), open_as("pam"), open_as("vera")
        self.call = room.add_call(
            number=1042, caller_name="Jo Doe", caller_phone="555-0100", notes="Back door", received_at=datetime.now(UTC)
        )
        self.other = room.add_call(number=1043)
        self.m12 = room.add_ambulance("M12")
        (pam,) = room.one("SELECT id FROM paramedic WHERE login = 'pam'")
        (self.dispatcher,) = room.one("SELECT id FROM dispatcher WHERE login = 'anna'")
        command = DispatchAmbulance(self.call, self.m12, paramedic_id=pam)
        self.assignment = dispatch_ambulance(self.anna, command, "anna").assignment.id

    def stamp(self, column: str) -> None:
        run(self.anna, f"UPDATE assignment SET {column} = room_now() WHERE id = {self.assignment}")

    def clear(self, outcome: str) -> None:
        """End the assignment as the verbs do: everything in one transaction, under one request."""
        run(
            self.anna,
            f"SELECT set_config('dispatcher.request_id', '{uuid.uuid4()}', true)",
            f"UPDATE assignment SET cleared_at = room_now(), outcome = '{outcome}', ended_by_id = {self.dispatcher}"
            f" WHERE id = {self.assignment}",
            f"UPDATE ambulance SET status = 'AVAILABLE' WHERE id = {self.m12}",
            f"UPDATE emergency_call SET status = 'OPEN' WHERE id = {self.call}",
        )

    def note(self, store: Store, login: str, body: str, follows: NoteId | None = None) -> NoteId:
        return add_note(store, AddNote(self.call, body, follows), login).id


def told(store: Store, call: EmergencyCallId) -> CallStory:
    return read_story(store, call, ZONE)


def sentences(store: Store, call: EmergencyCallId) -> list[str]:
    return [entry.sentence for entry in told(store, call).entries]


def notes(story: CallStory) -> list[StoryEntry]:
    return [entry for entry in story.entries if entry.note_id is not None]


@contextmanager
def opened_scene(conninfo: str, room: ControlRoomBuilder) -> Iterator[Scene]:
    """Make the scene, its people being in the room; every desk is closed at the end."""
    make_people(conninfo)
    room.add_dispatcher("sue", "Sue Visor")
    run(room.store, "INSERT INTO paramedic (login, full_name, level) VALUES ('pam', 'Pam Ng', 'ALS')")
    opened: list[Store] = []

    def open_one(login: str, desk: str = "") -> Store:
        opened.append(Store(ConnectionSettings(conninfo_of(conninfo, login), desk=desk)))
        return opened[-1]

    yield Scene(room, open_one)
    for store in opened:
        store.close()
