"""The verb that writes a note, as a shell runs it."""

from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run


def test_a_note_is_added_at_a_shell(room: ControlRoomBuilder, run: Run) -> None:
    room.add_call(number=1042)
    said = run("note", "--call", "#1042", "Door code 4711")
    assert (said.out, said.code) == ("The note was added to #1042.\n", 0)
    assert room.one("SELECT body FROM call_note") == ("Door code 4711",)
    assert run("note", "--call", "1042", "--json", "x").json["note"]["body"] == "x"


def test_what_cannot_be_noted_is_said(room: ControlRoomBuilder, run: Run) -> None:
    assert run("note", "--call", "1042", "x").code == 4
    said = run("note", "--call", "ten", " ")
    assert (said.code, "whole number" in said.err, "The note is empty" in said.err) == (2, True, True)
