"""A call taken at a shell whose answer is lost: it is asked for again, and never written twice."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatcher_app.bootstrap import taking
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.taking import CallInWords, take
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.call_taking import CallType
from dispatcher_app.domain.errors import InvalidInput, OutcomeUnknown
from dispatcher_app.domain.geo import Position
from tests.bootstrap.cut_line import cut_line
from tests.control_room import ControlRoomBuilder

KINDS = (CallType("FALL", "Fall", 3, "BLS"), CallType("ODD", "Odd"))


@pytest.fixture
def staffed(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A room in which whoever runs the tests is a dispatcher."""
    room.add_dispatcher("postgres", "Petra Gres")
    return room


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose name leaves room for a socket's."""
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        yield Path(folder)


def taken(conninfo: str, folder: Path) -> dict[str, Any]:
    config = AppConfig(folder / "data", folder / "log", server=ServerProfile("", conninfo), desk="desk 7")
    return take(config, Room.LIVE_IF_THERE, CallInWords("400 Castro St", "Fall", "2"))


def test_a_call_that_was_made_final_unheard_is_found(
    staffed: ControlRoomBuilder, conninfo: str, short_folder: Path
) -> None:
    with cut_line(conninfo, short_folder) as line:
        assert taken(line, short_folder)["emergency_call"]["number"] == 1001
    assert staffed.count("emergency_call") == 1


def test_while_nobody_can_be_asked_the_call_is_unknown_and_has_an_id(
    staffed: ControlRoomBuilder, conninfo: str, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "_ASKED_AFTER_S", (0, 0))
    with cut_line(conninfo, short_folder, comes_back=False) as line, pytest.raises(OutcomeUnknown) as caught:
        taken(line, short_folder)
    (request_id,) = staffed.one("SELECT request_id FROM emergency_call")
    assert f"request id is {request_id}" in str(caught.value)


def test_a_type_is_known_by_its_code_or_its_words() -> None:
    for typed in ("fall", "FALL ", "Fall"):
        entry = CallInWords("x", typed, position="37.5, -122").entry(KINDS)
        assert (entry.type_code, entry.type_text, entry.priority) == ("FALL", "Fall", 3)
        assert entry.position == Position(37.5, -122)
    own = CallInWords("x", "Fell down", "1").entry(KINDS)
    assert (own.type_code, own.type_text, own.priority) == ("", "Fell down", 1)
    assert CallInWords("x", "odd").entry(KINDS).priority is None
    assert CallInWords("x", "").entry(KINDS).type_code == ""


@pytest.mark.parametrize("position", ["37.5", "here, there", "91, 0", "nan, 0"])
def test_what_is_no_position_is_said(position: str) -> None:
    with pytest.raises(InvalidInput, match=r"[Pp]osition"):
        CallInWords("x", "Fall", position=position).entry(KINDS)
