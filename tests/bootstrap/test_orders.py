"""An order at a shell whose answer is lost: it is asked for again, and never called undone while nobody knows."""

import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dispatcher_app.bootstrap import orders
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.orders import OrderInWords, OrderLost, dispatch
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import InvalidInput, NotAllowed, NotFound, OutcomeUnknown, Unavailable
from dispatcher_app.operations.dispatch import Dispatched
from tests.bootstrap.cut_line import cut_line
from tests.control_room import ControlRoomBuilder

CUT_BEFORE_COMMIT = """
    CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()
"""


@pytest.fixture
def waiting(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A call and an ambulance, and whoever runs the tests as a dispatcher."""
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_call(number=1042)
    room.add_ambulance("M12")
    return room


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose name leaves room for a socket's."""
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        yield Path(folder)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the dispatch log is told."""
    heard: list[dict[str, Any]] = []

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(json.loads(record.getMessage()))

    log = logging.getLogger("dispatcher.dispatch")
    hearing = Hearing()
    log.addHandler(hearing)
    level = log.level
    log.setLevel(logging.INFO)
    yield heard
    log.removeHandler(hearing)
    log.setLevel(level)


def order(conninfo: str, folder: Path, **words: str) -> Dispatched:
    config = AppConfig(folder / "data", folder / "log", server=ServerProfile("", conninfo), desk="desk 7")
    return dispatch(config, Room.LIVE_IF_THERE, OrderInWords(**({"call": "1042", "ambulance": "M12"} | words)))  # type: ignore[arg-type]


def told(line: dict[str, Any]) -> tuple[str, int | None, str | None]:
    return line["outcome"], line["emergency_call"], line["ambulance"]


def test_an_order_that_was_made_final_unheard_is_found(
    waiting: ControlRoomBuilder, conninfo: str, short_folder: Path, lines: list[dict[str, Any]]
) -> None:
    with cut_line(conninfo, short_folder) as line:
        done = order(line, short_folder)
    assert done.ambulance.call_sign == "M12"
    assert waiting.count("assignment") == 1
    assert [told(item) for item in lines] == [("OutcomeUnknown", 1042, "M12"), ("Dispatched", 1042, "M12")]


def test_an_order_that_was_undone_unheard_is_said_to_be(
    waiting: ControlRoomBuilder, conninfo: str, tmp_path: Path
) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(CUT_BEFORE_COMMIT)
    with pytest.raises(Unavailable, match="M12 was not sent to #1042: nothing was written") as caught:
        order(conninfo, tmp_path)
    assert not isinstance(caught.value, OutcomeUnknown)
    assert waiting.count("assignment") == 0


def test_while_nobody_can_be_asked_the_order_is_unknown_and_has_an_id(
    waiting: ControlRoomBuilder, conninfo: str, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "_ASKED_AFTER_S", (0, 0))
    with cut_line(conninfo, short_folder, comes_back=False) as line, pytest.raises(OrderLost) as caught:
        order(line, short_folder)
    assert waiting.count("assignment", f"request_id = '{caught.value.request_id}'") == 1


def test_an_order_that_cannot_name_its_records_leaves_a_line_all_the_same(
    waiting: ControlRoomBuilder, conninfo: str, tmp_path: Path, lines: list[dict[str, Any]]
) -> None:
    with pytest.raises(NotFound):
        order(conninfo, tmp_path, ambulance="M99")
    waiting.one("UPDATE dispatcher SET is_active = false WHERE login = 'postgres' RETURNING 1")
    with pytest.raises(NotAllowed):
        order(conninfo, tmp_path)
    with pytest.raises(Unavailable):
        order(f"host={tmp_path} dbname=nowhere", tmp_path)
    assert [told(line) for line in lines] == [
        ("NotFound", 1042, "M99"),
        ("NotAllowed", 1042, "M12"),
        ("Unreachable", 1042, "M12"),
    ]
    assert [line["desk"] for line in lines] == ["desk 7"] * 3
    assert lines[0]["dispatcher"] == "postgres"


def test_of_two_that_bear_one_name_none_is_guessed(waiting: ControlRoomBuilder, conninfo: str, tmp_path: Path) -> None:
    for _ in range(2):
        waiting.add_paramedic("Tom Becker")
        waiting.add_hospital("General")
    waiting.add_hospital("GENERAL")
    with pytest.raises(InvalidInput) as paramedics:
        order(conninfo, tmp_path, paramedic="tom becker")
    sentence = "There are two paramedics called tom becker: choose one in the window of a desk."
    assert paramedics.value.fields == {"paramedic_id": [sentence]}
    with pytest.raises(InvalidInput, match="There are several hospitals called General"):
        order(conninfo, tmp_path, hospital="General")
    assert waiting.count("assignment") == 0
