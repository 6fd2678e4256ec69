"""Editing a call at a shell: the same operation, the same refusals."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dispatcher_app.storage.store import Store
from tests.concurrency.waiting import wait_until_desk_waits
from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run


@pytest.fixture
def shared(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A room in which whoever runs the tests is a dispatcher; one call."""
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_call(number=1042, type_code="10D1", area_text="Castro")
    return room


def row(shared: ControlRoomBuilder) -> tuple[object, ...]:
    """Give what stands."""
    return shared.one("SELECT priority, type_text, type_code, location_text, area_text, latitude FROM emergency_call")


def test_what_is_named_is_changed_and_the_rest_stays(shared: ControlRoomBuilder, run: Run) -> None:
    assert run("edit", "--call", "1042", "--priority", "1").out == "Done.\n"
    assert row(shared) == (1, "Chest pain", "10D1", "400 Castro St", "Castro", 37.7611)
    done = run("edit", "--call", "#1042", "--type", "Fall", "--location", "1 Ocean Ave", "--json")
    assert (done.code, done.json["taken_over"], done.json["call"]["type_text"]) == (0, [], "Fall")
    # What belonged to the old place and the old type does not belong to the new.
    assert row(shared) == (1, "Fall", "", "1 Ocean Ave", "", None)
    assert run("edit", "--call", "1042", "--position", "37.76,-122.43", "--area", "Outer").code == 0
    assert row(shared) == (1, "Fall", "", "1 Ocean Ave", "Outer", 37.76)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--position", "north"), "latitude and longitude"),
        (("--type", " "), "Say what happened"),
        (("--caller-phone", "none"), "digits"),
    ],
)
def test_what_cannot_be_kept_is_bad_input(
    shared: ControlRoomBuilder, run: Run, typed: tuple[str, ...], words: str
) -> None:
    before = row(shared)
    refused = run("edit", "--call", "1042", *typed)
    assert (refused.code, words in refused.err) == (2, True)
    assert row(shared) == before


def test_a_call_that_is_not_there(shared: ControlRoomBuilder, run: Run) -> None:
    assert run("edit", "--call", "9", "--priority", "1").code == 4
    assert row(shared)[0] == 2


@pytest.mark.parametrize("is_json", [True, False])
def test_a_collision_tells_both_values(
    shared: ControlRoomBuilder, run: Run, store: Store, conninfo: str, *, is_json: bool
) -> None:
    # At a shell an edit is of what stands at that moment: it collides where somebody is just writing.
    arguments = ("--desk", "shell", "edit", "--call", "1042", "--priority", "1", *(("--json",) if is_json else ()))
    with ThreadPoolExecutor() as beside:
        with store.transaction() as tx:
            tx.database.execute_sql("UPDATE emergency_call SET priority = 4, version = version + 1")
            running = beside.submit(run, *arguments)
            wait_until_desk_waits(conninfo, "shell", "emergency_call")
        refused = running.result()
    assert refused.code == 5
    if is_json:
        (collision,) = refused.json["collisions"]
        sides = [collision[side]["priority"] for side in ("base", "mine", "theirs")]
        assert sides == [2, 1, 4]
        assert (refused.json["status"], collision["changed"]["by"]) == (409, "Petra Gres")
    else:
        assert "Priority of #1042 was changed by somebody else." in refused.err
        assert "Priority: yours 1; theirs 4 (Petra Gres, desk 1, 2" in refused.err
    assert row(shared)[0] == 4
