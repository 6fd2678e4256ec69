"""What is told to whom: after COMMIT, in order, again when it failed, and never for good without an alarm."""

import psycopg
import pytest

from dispatcher_app.domain.board_news import Change
from dispatcher_app.domain.deliveries import DeliveryState, DeliveryStatus, Patience
from dispatcher_app.domain.errors import InvalidInput, NotFound
from dispatcher_app.domain.messages import Audience, MessageEvent, News, Wording
from dispatcher_app.operations import contacts
from dispatcher_app.operations.notifying import dead_letters, deliveries_of, prune_outbox, retry_dead, send_due
from dispatcher_app.operations.telling import tell
from dispatcher_app.storage import dispatching
from dispatcher_app.storage.alarms import acknowledge_alarm, read_alarms
from dispatcher_app.storage.changes import ChangeLine, new_beat_channel
from dispatcher_app.storage.models import Assignment
from dispatcher_app.storage.rows import assignment_of
from dispatcher_app.storage.store import Store
from tests.notifications.post_office import HASTY, PostBox, PostOffice, dispatch_by_hand

SENT, FAILED, DEAD = DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.DEAD


def told(store: Store, call: int) -> list[tuple[str, DeliveryStatus, int]]:
    """Say who was told."""
    return [(state.contact_name, state.status, state.attempts) for state in deliveries_of(store, call)]  # type: ignore[arg-type]


def test_everybody_concerned_is_told_and_nobody_else(office: PostOffice, store: Store, box: PostBox) -> None:
    office.room.add_ambulance("M1")
    office.room.add_hospital("General")
    office.add("all crews")
    office.add("crew of M1", ambulance="m1")
    office.add("all hospitals", Audience.HOSPITAL)
    office.add("Mercy's desk", Audience.HOSPITAL, hospital="mercy")
    office.add("General's desk", Audience.HOSPITAL, hospital="General")
    office.add("supervisor", Audience.SUPERVISOR)
    office.send_out("M2", 1, office.hospital)
    assert send_due(store, box.send) == {SENT: 3}
    assert sorted(box.taken) == [
        ("Mercy's desk", "M2 was sent"),
        ("all crews", "M2: #1"),
        ("all hospitals", "M2 was sent"),
    ]
    assert send_due(store, box.send) == {}


def test_the_crews_own_contact_is_told(office: PostOffice, store: Store, box: PostBox) -> None:
    office.room.add_ambulance("M1")
    office.add("crew of M1", ambulance="M1")
    call = office.room.add_call(number=7)
    (ambulance,) = office.room.one("SELECT id FROM ambulance WHERE call_sign = 'M1'")
    office.room.one(dispatch_by_hand(call, ambulance, "go") + " RETURNING id")
    send_due(store, box.send)
    assert box.taken == [("crew of M1", "go")]


def test_nothing_is_told_before_its_commit_and_nothing_that_was_undone(
    office: PostOffice, store: Store, conninfo: str, box: PostBox
) -> None:
    office.add("all crews")
    calls = [(office.room.add_call(), office.room.add_ambulance(f"M{number}")) for number in (1, 2)]
    with psycopg.connect(conninfo) as held, psycopg.connect(conninfo) as undone:
        for connection, (call, ambulance) in zip((held, undone), calls, strict=True):
            connection.execute(dispatch_by_hand(call, ambulance, f"{ambulance}").encode())
        assert send_due(store, box.send) == {}
        undone.rollback()
        assert send_due(store, box.send) == {}
        held.commit()
        assert send_due(store, box.send) == {SENT: 1}
    assert box.taken == [("all crews", str(calls[0][1]))]


def test_nobody_to_tell_is_seen_and_no_error(office: PostOffice, store: Store, box: PostBox) -> None:
    call = office.send_out("M1", 1)
    (before,) = deliveries_of(store, call)
    assert (before.status, before.contact_name) == (DeliveryStatus.WAITING, "")
    assert send_due(store, box.send) == {}
    (after,) = deliveries_of(store, call)
    assert (after.status, after.audience, after.event, after.call_sign) == (
        DeliveryStatus.NOBODY,
        Audience.CREW,
        MessageEvent.DISPATCHED,
        "M1",
    )


def test_a_failure_is_tried_again_and_keeps_nobody_else_waiting(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    office.add("radio")
    call = office.send_out("M1", 1)
    box.failing = {"pager"}
    assert send_due(store, box.send, Patience(first_pause_s=60)) == {SENT: 1, FAILED: 1}
    assert told(store, call) == [("pager", FAILED, 1), ("radio", SENT, 1)]
    (failed, _) = deliveries_of(store, call)
    assert isinstance(failed, DeliveryState)
    assert failed.trouble == "Nobody answers at the address."
    assert send_due(store, box.send) == {}, "it rests"
    assert office.room.one("SELECT status FROM ambulance") == ("EN_ROUTE",)


def test_what_is_given_up_alarms_and_can_be_tried_again(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    call = office.send_out("M1", 42)
    box.failing = {"pager"}
    assert send_due(store, box.send, HASTY) == {FAILED: 2, DEAD: 1}
    assert told(store, call) == [("pager", DEAD, 3)]
    with store.snapshot() as tx:
        (alarm,) = read_alarms(tx)
    assert alarm.body == "pager was not told about M1 and #42. Nobody answers at the address."
    assert (alarm.kind, alarm.emergency_call_id) == ("UNDELIVERED", call)
    (letter,) = dead_letters(store)
    assert (letter.contact_name, letter.call_number, letter.subject, letter.attempts) == ("pager", 42, "M1: #42", 3)
    box.failing = set()
    assert send_due(store, box.send, HASTY) == {}
    assert retry_dead(store) == 1
    assert send_due(store, box.send, HASTY) == {SENT: 1}
    assert dead_letters(store) == ()


def test_what_comes_too_late_sends_nobody_anywhere(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    call = office.send_out("M1", 42)
    office.room.one("UPDATE notification SET created_at = created_at - interval '6 minutes' RETURNING id")
    assert send_due(store, box.send) == {}
    assert told(store, call) == [("pager", DEAD, 0)]
    assert office.room.count("alarm") == 1
    office.room.one("UPDATE notification SET created_at = created_at - interval '13 hours' RETURNING id")
    assert retry_dead(store) == 0
    assert box.tried == []


def test_one_ambulance_is_told_things_in_their_order(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    call = office.send_out("M1", 1)
    office.send_out("M2", 2)
    with store.transaction() as tx:
        (row,) = Assignment.select().where(Assignment.emergency_call == call).execute(tx.database)
        assignment = assignment_of(row, "")
        news = News(
            MessageEvent.STOOD_DOWN,
            dispatching.read_emergency_call(tx, call),
            dispatching.read_ambulance(tx, assignment.ambulance_id),
        )
        tell(tx, assignment, news, Audience.CREW, Audience.HOSPITAL)
    box.failing = {"pager"}
    assert send_due(store, box.send, Patience(first_pause_s=0.3, longest_pause_s=0.3))[FAILED] == 2
    box.failing = set()
    office.room.one("UPDATE delivery SET next_try_at = now() RETURNING id")
    send_due(store, box.send)
    subjects = [subject for _, subject in box.taken]
    assert sorted(subjects) == ["M1: #1", "M1: stand down from #1", "M2: #2"]
    assert subjects.index("M1: #1") < subjects.index("M1: stand down from #1")


def test_who_is_removed_is_told_no_more_and_the_address_is_gone(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    call = office.send_out("M1", 1)
    box.failing = {"pager"}
    send_due(store, box.send, Patience(first_pause_s=60))
    contacts.remove_contact(store, "PAGER")
    assert office.room.count("contact_address") == 0
    (state,) = deliveries_of(store, call)
    assert (state.status, state.trouble) == (DEAD, "The contact was removed.")
    assert retry_dead(store) == 0
    with pytest.raises(NotFound):
        contacts.remove_contact(store, "pager")
    office.add("pager")
    assert [contact.name for contact in contacts.list_contacts(store)] == ["pager"]


def test_what_is_told_is_in_the_rooms_own_words(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    own = Wording("Einsatz {number}", "{call_sign}: {type}, {place}")
    contacts.set_wording(store, Audience.CREW, MessageEvent.DISPATCHED, own)
    office.send_out("M1", 1)
    assert office.room.one("SELECT subject, body FROM notification") == (
        "Einsatz 1",
        "M1: Chest pain, 400 Castro St",
    )
    contacts.set_wording(store, Audience.CREW, MessageEvent.DISPATCHED, None)
    office.send_out("M2", 2)
    assert office.room.count("notification", "subject = 'M2: #2'") == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (contacts.ContactInWords(Audience.CREW, " ", "json://localhost"), "name"),
        (contacts.ContactInWords(Audience.CREW, "x", ""), "address"),
        (contacts.ContactInWords(Audience.CREW, "x", "carrier-pigeon://s3cret"), "address"),
        (contacts.ContactInWords(Audience.HOSPITAL, "x", "json://localhost", ambulance="M1"), "ambulance"),
        (contacts.ContactInWords(Audience.CREW, "x", "json://localhost", hospital="Mercy"), "hospital"),
        (contacts.ContactInWords(Audience.CREW, "PAGER", "json://localhost"), "name"),
    ],
)
def test_a_contact_that_cannot_be(office: PostOffice, store: Store, typed: contacts.ContactInWords, field: str) -> None:
    office.add("pager")
    with pytest.raises(InvalidInput) as caught:
        contacts.add_contact(store, typed)
    assert set(caught.value.fields) == {field}
    assert "s3cret" not in str(caught.value)


def test_what_is_settled_goes_in_time_and_what_alarms_stays(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    for number in (1, 2, 3):
        office.send_out(f"M{number}", number)
        box.failing = {"pager"} if number == 2 else set()
        send_due(store, box.send, HASTY)
    office.send_out("M4", 4)
    office.room.one("UPDATE notification SET created_at = now() - interval '8 days' WHERE id <> 3 RETURNING id")
    assert prune_outbox(store, 0) == 1
    assert office.room.one("SELECT array_agg(subject ORDER BY id) FROM notification") == (
        ["M2: #2", "M3: #3", "M4: #4"],
    )
    with store.transaction() as tx:
        (alarm,) = read_alarms(tx)
        acknowledge_alarm(tx, alarm.id)
    assert prune_outbox(store, 7) == 1
    assert dead_letters(store) == ()


def test_a_live_view_hears_of_it(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    call = office.send_out("M1", 1)
    line = ChangeLine(store.settings, new_beat_channel())
    send_due(store, box.send)
    heard = line.hear(5.0)
    line.close()
    assert Change("story", call) in heard.changes
    assert not heard.is_garbled


def test_no_address_is_in_the_trail_nor_in_what_desks_read(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    call = office.send_out("M1", 1)
    box.failing = {"pager"}
    send_due(store, box.send, HASTY)
    contacts.remove_contact(store, "pager")
    assert box.addresses == {"json://user:s3cret@localhost/pager"}, "there was something to hide"
    for table in ("audit_event", "contact", "delivery", "notification", "alarm"):
        assert office.room.count(f"{table} AS t", "t::text LIKE '%%s3cret%%'") == 0
    assert "s3cret" not in repr((deliveries_of(store, call), dead_letters(store), contacts.list_contacts(store)))
