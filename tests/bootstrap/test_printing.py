"""The board in a terminal: what the database says is shown, and never obeyed."""

from typing import Any

import pytest

from dispatcher_app.bootstrap.printing import print_board

NASTY = "\x1b[31m[red]R\u00fcck\u202eweg\x9b2J\x07"
SHOWN = r"\x1b[31m[red]Rück\u202eweg\x9b2J\x07"


def board_saying(text: str) -> dict[str, Any]:
    at = "2026-07-01T12:00:00+00:00"
    call = {"id": 1, "number": 1042, "status": "OPEN", "priority": 1, "received_at": at}
    ambulance = {"id": 2, "status": "AVAILABLE", "crew_level": "ALS", "status_since": at}
    return {
        "room": {"name": text, "is_demo": False},
        "taken_at": at,
        "calls": [call | {"type_text": text, "location_text": text}],
        "ambulances": [ambulance | {"call_sign": text}],
        "assignments": [{"emergency_call_id": 1, "ambulance_id": 2}],
    }


def test_what_would_steer_a_terminal_is_spelled_out(capsys: pytest.CaptureFixture[str]) -> None:
    print_board(board_saying(NASTY))
    printed = capsys.readouterr().out
    assert printed.splitlines()[0] == SHOWN
    assert printed.count(SHOWN) == 5
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(printed)
