"""The journal of orders: on the disk before the order leaves, read by the next start, and never in the way."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.storage.order_journal import NotedOrder, OrderJournal

PLACE = "db.example:5432/control_room"
AT = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)
LIVING = """
import sys, time
from pathlib import Path
from dispatcher_app.storage.order_journal import OrderJournal
from tests.storage.test_order_journal import noted
journal = OrderJournal(Path(sys.argv[1]))
journal.note(noted())
print("noted", flush=True)
sys.stdin.read()
"""


def noted(place: str = PLACE, errand: tuple[str, ...] = ("then to General", "with Tom Becker")) -> NotedOrder:
    command = DispatchAmbulance(EmergencyCallId(7), AmbulanceId(3))
    return NotedOrder(command, 1042, "M12", "anna", "desk 3", place, AT, errand)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "orders"


Start = Callable[[], OrderJournal]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start a program with its journal in the folder; all leave at the end."""
    started: list[OrderJournal] = []

    def one() -> OrderJournal:
        started.append(OrderJournal(folder))
        return started[-1]

    yield one
    for journal in started:
        journal.close()


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def sheet(folder: Path) -> Path:
    (found,) = folder.glob("*.jsonl")
    return found


def test_what_was_left_open_is_found_by_the_next_start_until_it_is_settled(start: Start, folder: Path) -> None:
    order, other = noted(), noted()
    first = start()
    first.note(order)
    first.note(replace(other, ordered_at=AT - timedelta(minutes=1)))
    first.settle(order.command.request_id)
    first.note(order)
    first.close()

    second = start()
    found = second.left_open(PLACE)
    assert found == (replace(other, ordered_at=AT - timedelta(minutes=1)), order)
    assert second.left_open(PLACE) == found
    second.settle(other.command.request_id)
    second.close()

    third = start()
    assert third.left_open(PLACE) == (order,)
    third.settle(order.command.request_id)
    assert files(folder) == []


def test_orders_for_another_database_stay(start: Start, folder: Path) -> None:
    here, there = noted(), noted("db.example:5432/training")
    first = start()
    first.note(here)
    first.note(there)
    first.close()
    second = start()
    assert second.left_open("elsewhere:5432/x") == ()
    assert second.left_open(PLACE) == (here,)
    second.settle(here.command.request_id)
    second.close()
    assert start().left_open("db.example:5432/training") == (there,)


def test_an_order_is_on_the_disk_before_note_returns(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing short of a power cut shows whether it is: so what is asked of the system is looked at."""
    synced: list[str] = []
    real = os.fsync

    def look(opened: int) -> None:
        name = Path(f"/proc/self/fd/{opened}").resolve()
        synced.append("file" if name.is_file() and b"M12" in name.read_bytes() else name.name)
        real(opened)

    monkeypatch.setattr(os, "fsync", look)
    journal = start()
    journal.note(noted())
    assert synced == ["data", "orders", "file"]
    order = noted()
    journal.note(order)
    assert synced == ["data", "orders", "file", "file"]
    journal.settle(order.command.request_id)
    assert len(synced) == 4


def test_it_is_nobody_elses_to_read_and_holds_nothing_about_callers(start: Start, folder: Path) -> None:
    start().note(noted())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(folder)} == {0o600}
    (line,) = sheet(folder).read_text().split("\n")[1:-1]
    assert set(json.loads(line)["order"]) == {
        "request_id",
        "emergency_call_id",
        "ambulance_id",
        "call_number",
        "call_sign",
        "errand",
        "login",
        "desk",
        "place",
        "ordered_at",
    }


def test_a_program_without_open_orders_leaves_no_file(start: Start, folder: Path) -> None:
    journal, order = start(), noted()
    journal.begin()
    journal.note(order)
    journal.settle(order.command.request_id)
    journal.settle(order.command.request_id)
    journal.settle(new_request_id())
    journal.close()
    assert files(folder) == []


def test_a_living_programs_orders_are_its_own_and_a_killed_ones_are_the_next_starts(start: Start, folder: Path) -> None:
    living = subprocess.Popen(
        [sys.executable, "-c", LIVING, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    with living:
        assert living.stdout is not None
        assert living.stdout.readline() == b"noted\n"
        assert start().left_open(PLACE) == ()
        assert start().left_open("elsewhere") == ()
        living.send_signal(signal.SIGKILL)
    (found,) = start().left_open(PLACE)
    assert (found.call_sign, found.call_number, found.desk) == ("M12", 1042, "desk 3")


@pytest.mark.parametrize(
    "damage",
    [
        b'\n{"order": {"request_id": "8f1',
        b"\n\x00\x00\x00\xff\xfe\n",
        b'\n{"order": 3}\n[]\n7\nnull\n"settled"\n{"settled": "x"}\n{"settled": 1}\n',
        b"\n" + b"[" * 100_000 + b"\n",
        b'\n{"order": {"request_id": null, "emergency_call_id": 1e999, "ambulance_id": {}}}\n',
    ],
)
def test_damage_hides_no_order_before_or_after_it(damage: bytes, start: Start, folder: Path) -> None:
    before, after = noted(), noted()
    first = start()
    first.note(before)
    with sheet(folder).open("ab") as file:
        file.write(damage)
    first.note(after)
    first.close()
    second = start()
    assert set(second.left_open(PLACE)) == {before, after}
    for order in (before, after):
        second.settle(order.command.request_id)
    assert files(folder) == []


def test_an_instant_without_its_zone_is_damage(start: Start, folder: Path) -> None:
    first = start()
    first.note(noted())
    first.close()
    sheet(folder).write_text(sheet(folder).read_text().replace("+00:00", ""))
    assert start().left_open(PLACE) == ()


def test_what_cannot_be_read_keeps_nothing_else_from_being_read(start: Start, folder: Path) -> None:
    first = start()
    order = noted()
    first.note(order)
    first.close()
    (folder / "0.jsonl").mkdir()
    (folder / "1.jsonl").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "2.jsonl")
    assert start().left_open(PLACE) == (order,)


def test_a_journal_that_cannot_be_kept_says_so(start: Start, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    with pytest.raises(OSError, match=r"exists|directory"):
        start().note(noted())
    assert start().left_open(PLACE) == ()


def test_a_full_disk_is_told_and_what_was_noted_before_stays(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, order = start(), noted()
    first.note(order)
    real = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda opened, data: real(opened, data[: len(data) // 2]))
        with pytest.raises(OSError, match="No space left"):
            first.note(noted())
    after = noted()
    first.note(after)
    first.close()
    assert set(start().left_open(PLACE)) == {order, after}


def test_a_folder_that_was_cleared_is_made_again(start: Start, folder: Path) -> None:
    first = start()
    first.note(noted())
    for path in files(folder):
        path.unlink()
    folder.rmdir()
    order = noted()
    first.note(order)
    first.close()
    assert start().left_open(PLACE) == (order,)
