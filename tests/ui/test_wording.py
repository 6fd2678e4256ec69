"""Words and figures, without Qt."""

from datetime import UTC, timedelta

import pytest

from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui import wording
from dispatcher_app.ui.board.arrangement import CallFilter, CallQuery
from dispatcher_app.ui.board.board_index import index_board
from dispatcher_app.ui.board.board_words import nearest_words, no_under_way_words, no_waiting_words
from dispatcher_app.ui.board.rows import RoomFigures
from dispatcher_app.ui.details.call_details import call_details, hospital_choices, paramedic_choices
from dispatcher_app.ui.header.freshness import Freshness
from dispatcher_app.ui.header.header_words import room_words, window_title
from tests.ui.boards import NOW, ROOM, BoardBuilder, make_ambulance, make_board, make_call

ZONE = wording.room_zone(ROOM)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "words"), [(455, "07:35"), (0, "00:00"), (-3, "00:00"), (4055, "1:07:35")])
def test_waiting_time(seconds: float, words: str) -> None:
    assert wording.minutes_seconds(s(seconds)) == words


@pytest.mark.parametrize(("seconds", "words"), [(902, "15:02"), (-35, "+00:35"), (5400, "90 min"), (0, "00:00")])
def test_target(seconds: float, words: str) -> None:
    assert wording.target_left(s(seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(8, "8 s old"), (65, "1 min old"), (7300, "2 h old"), (200_000, "2 days old"), (None, "unknown"), (-2, "0 s old")],
)
def test_age(seconds: float | None, words: str) -> None:
    assert wording.age(None if seconds is None else s(seconds)) == words


def test_distances_and_drives() -> None:
    assert [wording.kilometres(metres) for metres in (1800, 120_400, None)] == ["1.8 km", "120 km", "–"]
    assert [wording.about_minutes(s(drive)) for drive in (307, 20)] == ["about 5 min", "under 1 min"]
    assert wording.drive_time(s(307)) == "5:07"
    assert wording.spoken_duration(s(3661)) == "1 hour 1 minute 1 second"


def test_times_are_the_rooms() -> None:
    assert (wording.clock_time(NOW, ZONE), wording.short_date(NOW, ZONE)) == ("17:40:16", "Fri 6 Jan")
    assert (wording.short_time(NOW, ZONE), wording.zone_mark(NOW, ZONE)) == ("17:40", "PST")


def test_an_unknown_zone_is_utc() -> None:
    assert wording.room_zone(ControlRoom("x", "Mars/Olympus", is_demo=False)) is UTC


def test_small_words() -> None:
    assert wording.status_word(AmbulanceStatus.OUT_OF_SERVICE) == "Out of service"
    assert wording.counted(1, "call", "calls") == "1 call"
    assert wording.counted(2, "call", "calls") == "2 calls"
    assert wording.plain_tooltip("") == ""
    assert "&lt;b&gt;x" in wording.plain_tooltip("<b>x")


def test_an_empty_table_says_why() -> None:
    live = Freshness.LIVE
    assert no_waiting_words(CallQuery(), live, has_board=True) == "No emergency calls waiting. The board is live."
    assert "not live" in no_waiting_words(CallQuery(), Freshness.LOST, has_board=True)
    assert "Waiting for" in no_waiting_words(CallQuery(), live, has_board=False)
    assert "“q”" in no_waiting_words(CallQuery(search="q"), live, has_board=True)
    assert "target" in no_waiting_words(CallQuery(CallFilter.PAST_TARGET), live, has_board=True)
    assert "“q”" in no_under_way_words(CallQuery(search="q"))
    assert nearest_words(None) == "no call selected"
    assert nearest_words(make_call(1, position=None)) == "#1 has no position"


def test_the_figures_are_spoken() -> None:
    words = room_words(RoomFigures(1, s(61), 1, 2, 0, 3))
    assert words.available.spoken == "0 of 3 ambulances available"
    assert (words.available.is_marked, words.past_target.is_marked) == (True, True)
    assert words.oldest.spoken == "oldest waits 1 minute 1 second"
    assert room_words(RoomFigures()).oldest.figure == "–"
    assert "demo" in window_title(ControlRoom("X", "UTC", is_demo=True), "desk 1")


def test_details_tell_all_that_is_known() -> None:
    index = index_board(make_board())
    details = call_details(index, index.board.calls[1], ZONE)
    assert (details.title, details.standing) == ("#102  Cardiac arrest", "priority 1   received 17:32")
    assert details.hospitals == ("Parnassus 2.4 km", "General 4.6 km")
    assert (details.caller, details.notes, details.ambulances) == ("A neighbour", "–", "None yet")
    assert details.timeline == "17:32:41 received   ·   no ambulance yet"


def test_details_of_a_call_under_way_name_its_ambulances() -> None:
    index = index_board(BoardBuilder().sent(make_call(1), make_ambulance(12), sent_s=16).build())
    details = call_details(index, index.board.calls[0], ZONE)
    assert details.ambulances == "M12 en route"
    assert details.timeline.endswith("17:40:00 M12 sent by desk 2")


def test_choices_begin_with_none() -> None:
    index = index_board(make_board())
    hospitals = hospital_choices(index, index.board.calls[0])
    assert [choice.text for choice in hospitals] == [
        "No hospital yet",
        "Parnassus · not heard from · 2.4 km",
        "General · not heard from · 4.6 km",
        "Anywhere · not heard from",
    ]
    assert [choice.text for choice in paramedic_choices(index)] == ["Crew as rostered", "Tom Becker   ALS"]
