"""Several senders, some of which die: nobody sends what somebody is sending, and nothing is left lying."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from dispatcher_app.domain.deliveries import Claim, DeliveryStatus, Patience
from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.operations.notifying import retry_dead, send_due
from dispatcher_app.operations.outbox_sender import OutboxSender
from dispatcher_app.storage import outbox
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.concurrency.waiting import wait_for_row
from tests.notifications.post_office import HASTY, PostBox, PostOffice
from tests.storage.people import conninfo_of, make_people

OpenStore = Callable[..., Store]


@pytest.fixture
def as_person(office: PostOffice, conninfo: str) -> Iterator[Callable[[str], Store]]:
    """Log people in, in a room whose senders have something to do."""
    make_people(conninfo)
    office.add("pager")
    office.send_out("M1", 1)
    opened: list[Store] = []

    def log_in(login: str) -> Store:
        opened.append(Store(ConnectionSettings(conninfo_of(conninfo, login), desk=f"desk of {login}")))
        return opened[-1]

    yield log_in
    for store in opened:
        store.close()


def expire_claims(office: PostOffice) -> None:
    """Let every lease have ended."""
    office.room.one("UPDATE delivery SET claimed_until = now() WHERE claimed_until IS NOT NULL RETURNING id")


@pytest.mark.parametrize("login", ["nora", "anna", "sue"])
def test_whoever_is_alive_may_send(as_person: Callable[[str], Store], box: PostBox, login: str) -> None:
    assert send_due(as_person(login), box.send) == {DeliveryStatus.SENT: 1}


@pytest.mark.parametrize("login", ["vera", "pam", "ada", "eve"])
def test_nobody_else_gets_an_address(as_person: Callable[[str], Store], box: PostBox, login: str) -> None:
    with pytest.raises(NotAllowed):
        send_due(as_person(login), box.send)
    assert box.tried == []


def test_whoever_only_sends_reads_nothing(as_person: Callable[[str], Store], conninfo: str) -> None:
    store = as_person("nora")
    for table in ("emergency_call", "contact", "contact_address", "delivery", "notification", "audit_event"):
        with pytest.raises(NotAllowed), store.transaction() as tx:
            tx.database.execute_sql(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)).as_string())
    with pytest.raises(NotAllowed):
        retry_dead(store)


def test_senders_at_once_share_the_work(office: PostOffice, open_store: OpenStore) -> None:
    for name in ("pager", "radio", "phone"):
        office.add(name)
    for number in range(12):
        office.send_out(f"M{number}", number + 1)
    boxes = [PostBox() for _ in range(4)]
    stores = [open_store(f"sender {number}") for number in range(4)]

    def send_all(store: Store, box: PostBox) -> None:
        with closing(store):
            send_due(store, box.send)

    threads = [threading.Thread(target=send_all, args=(*pair,)) for pair in zip(stores, boxes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    send_due(office.room.store, boxes[0].send)
    counts = Counter(taken for box in boxes for taken in box.taken)
    assert len(counts) == 36
    assert set(counts.values()) == {1}, "each once, as nobody died"


def test_what_a_dead_sender_held_is_sent_when_its_lease_ends(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    office.send_out("M1", 1)
    with store.transaction() as tx:
        (held,) = outbox.claim_deliveries(tx, 8, HASTY)
    assert send_due(store, box.send, HASTY) == {}, "the lease lasts"
    expire_claims(office)
    assert send_due(store, box.send, HASTY) == {DeliveryStatus.SENT: 1}
    with store.transaction() as tx:
        assert outbox.settle_delivery(tx, held, "It was lost.", 0.0, HASTY) is None, "another has taken it over"
    assert office.room.one("SELECT state, attempts FROM delivery") == ("SENT", 2)


def test_a_message_that_kills_its_senders_is_given_up(office: PostOffice, store: Store, box: PostBox) -> None:
    office.add("pager")
    office.send_out("M1", 1)
    for _ in range(HASTY.most_attempts):
        with store.transaction() as tx:
            assert len(outbox.claim_deliveries(tx, 8, HASTY)) == 1
        expire_claims(office)
    assert send_due(store, box.send, HASTY) == {}
    assert office.room.one("SELECT state, last_error FROM delivery") == (
        "DEAD",
        "Whoever sent it did not say how it went.",
    )
    assert office.room.count("alarm") == 1


def test_a_fault_in_sending_is_a_failure_without_its_words(office: PostOffice, store: Store) -> None:
    office.add("pager")
    office.send_out("M1", 1)

    def fail(claim: Claim) -> None:
        raise ValueError(claim.url)

    assert send_due(store, fail, HASTY)[DeliveryStatus.DEAD] == 1
    assert office.room.one("SELECT last_error FROM delivery") == (
        "It could not be sent: a fault in the sending program.",
    )


def test_who_hangs_keeps_nobody_waiting_and_is_counted_late(office: PostOffice, store: Store, box: PostBox) -> None:
    for name in ("hanging", "pager"):
        office.add(name)
    office.send_out("M1", 1)
    let_go = threading.Event()

    def send(claim: Claim) -> None:
        if claim.contact_name == "hanging":
            let_go.wait(30)
        box.send(claim)

    tally = send_due(store, send, Patience(send_timeout_s=0.2, first_pause_s=60))
    let_go.set()
    assert tally == {DeliveryStatus.SENT: 1, DeliveryStatus.FAILED: 1}
    assert box.taken[0] == ("pager", "M1: #1")
    assert office.room.one("SELECT last_error FROM delivery WHERE state = 'FAILED'") == (
        "The receiver did not answer in time.",
    )


def test_a_running_sender_hears_of_it_and_outlives_a_loss(
    office: PostOffice, store: Store, conninfo: str, box: PostBox
) -> None:
    office.add("pager")
    sender = OutboxSender(replace(store.settings, desk="desk 7"), box.send)
    sent = "SELECT 1 FROM delivery WHERE state = 'SENT' HAVING count(*) = %s"
    office.send_out("M1", 1)
    wait_for_row(conninfo, sent, 1)
    office.send_out("M2", 2)
    wait_for_row(conninfo, sent, 2)
    with psycopg.connect(conninfo, autocommit=True) as anybody:
        cut = anybody.execute(
            "SELECT application_name, pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'desk 7%' AND datname = current_database()"
        ).fetchall()
    assert sorted(cut) == [("desk 7 (sending)", True), ("desk 7 (sending) (listening)", True)]
    office.send_out("M3", 3)
    wait_for_row(conninfo, sent, 3)
    sender.close()
    assert sender.notifier.tally == {DeliveryStatus.SENT: 3}
    assert [subject for _, subject in box.taken] == ["M1: #1", "M2: #2", "M3: #3"]


def test_a_desk_whose_log_in_may_not_send_goes_on_without(
    as_person: Callable[[str], Store], box: PostBox, caplog: pytest.LogCaptureFixture
) -> None:
    sender = OutboxSender(as_person("vera").settings, box.send)
    sender._thread.join(30)
    assert not sender._thread.is_alive()
    assert "this desk does not send: Your role does not allow this." in caplog.messages
    sender.close()
    assert box.tried == []
