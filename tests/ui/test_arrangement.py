"""What the tables show and in which order, without Qt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.ui.board.arrangement import (
    AmbulanceFilter,
    CallFilter,
    CallQuery,
    ambulance_rows,
    hospitals_by_distance,
    nearest_available,
    oldest_waiting_call,
    room_figures,
    soon_free,
    under_way_rows,
    waiting_rows,
)
from dispatcher_app.ui.board.board_index import index_board
from dispatcher_app.ui.board.board_words import share_heights, soon_free_words
from dispatcher_app.ui.board.table_content import ColumnSpec, share_widths
from tests.ui.boards import NOW, BoardBuilder, make_ambulance, make_board, make_call

INDEX = index_board(make_board())
CALL = EmergencyCallId(102)


def waiting_numbers(query: CallQuery) -> list[int]:
    return [row.call.number for row in waiting_rows(INDEX, query, DEFAULT_TARGETS, NOW)]


def test_waiting_calls_are_sorted_by_priority_then_by_age() -> None:
    assert waiting_numbers(CallQuery()) == [102, 103, 101]


@pytest.mark.parametrize(
    ("shown", "waiting", "under_way"),
    [
        (CallFilter.ALL, [102, 103, 101], [90]),
        (CallFilter.WAITING, [102, 103, 101], []),
        (CallFilter.UNDER_WAY, [], [90]),
        (CallFilter.PAST_TARGET, [102], []),
    ],
)
def test_a_filter_chooses_the_tables(shown: CallFilter, waiting: list[int], under_way: list[int]) -> None:
    assert waiting_numbers(CallQuery(shown)) == waiting
    assert [row.call.number for row in under_way_rows(INDEX, CallQuery(shown))] == under_way


@pytest.mark.parametrize(
    ("search", "waiting", "under_way"),
    [
        ("#102", [102], []),
        ("CARDIAC", [102], []),
        ("block grove 103", [103], []),
        ("hayes", [102, 103, 101], [90]),
        ("m6", [], [90]),
        ("nowhere", [], []),
        ("  ", [102, 103, 101], [90]),
    ],
)
def test_search_looks_at_number_type_place_and_call_signs(
    search: str, waiting: list[int], under_way: list[int]
) -> None:
    assert waiting_numbers(CallQuery(search=search)) == waiting
    assert [row.call.number for row in under_way_rows(INDEX, CallQuery(search=search))] == under_way


def test_under_way_is_newest_first_and_names_the_first_ambulance() -> None:
    board = (
        BoardBuilder()
        .sent(make_call(1), make_ambulance(11), sent_s=300)
        .sent(make_call(2), make_ambulance(12), make_ambulance(13), sent_s=30)
        .build()
    )
    newest, oldest = under_way_rows(index_board(board), CallQuery())
    assert (newest.call.number, oldest.call.number) == (2, 1)
    assert newest.lead is not None
    assert (newest.lead.call_sign, newest.lead.status, newest.more) == ("M12", AmbulanceStatus.EN_ROUTE, 1)


def test_a_call_under_way_without_an_assignment_still_shows() -> None:
    board = BoardBuilder().sent(make_call(1)).build()
    (row,) = under_way_rows(index_board(board), CallQuery())
    assert row.lead is None


def test_available_ambulances_are_sorted_by_distance_and_an_unknown_position_is_last() -> None:
    rows = ambulance_rows(INDEX, AmbulanceFilter.AVAILABLE, CALL)
    assert [row.ambulance.call_sign for row in rows] == ["M5", "M3", "M9"]
    assert rows[0].distance_m == pytest.approx(1800, abs=2)
    assert (rows[2].distance_m, rows[2].drive) == (None, None)


def test_all_ambulances_show_available_ones_first() -> None:
    rows = ambulance_rows(INDEX, AmbulanceFilter.ALL, CALL)
    assert [row.ambulance.call_sign for row in rows] == ["M5", "M3", "M9", "M8", "M6"]
    assert rows[-1].on_call_number == 90


def test_without_a_call_nothing_is_near() -> None:
    rows = ambulance_rows(INDEX, AmbulanceFilter.AVAILABLE, None)
    assert {row.distance_m for row in rows} == {None}
    assert [row.ambulance.call_sign for row in rows] == ["M3", "M5", "M9"]


def test_the_nearest_is_available_and_not_the_excluded_one() -> None:
    nearest = nearest_available(INDEX, CALL, None, NOW)
    assert nearest is not None
    assert (nearest.ambulance.call_sign, nearest.position_age) == ("M5", timedelta(seconds=8))
    other = nearest_available(INDEX, CALL, AmbulanceId(5), NOW)
    assert other is not None
    assert other.ambulance.call_sign == "M3"


def test_an_unknown_position_is_never_the_nearest() -> None:
    board = BoardBuilder().waiting(make_call(1)).free(make_ambulance(9)).build()
    assert nearest_available(index_board(board), EmergencyCallId(1), None, NOW) is None


def test_a_call_without_position_has_no_nearest() -> None:
    board = BoardBuilder().waiting(make_call(1, position=None)).free(make_ambulance(9, north_km=1)).build()
    assert nearest_available(index_board(board), EmergencyCallId(1), None, NOW) is None


def test_the_numbers_of_the_room() -> None:
    figures = room_figures(INDEX, DEFAULT_TARGETS, NOW)
    assert (figures.waiting, figures.past_target, figures.under_way) == (3, 1, 1)
    assert (figures.available, figures.ambulances) == (3, 5)
    assert figures.oldest_waiting == timedelta(seconds=1000)


def test_an_empty_room_has_no_oldest() -> None:
    index = index_board(BoardBuilder().build())
    assert room_figures(index, DEFAULT_TARGETS, NOW).oldest_waiting is None
    assert oldest_waiting_call(index) is None


def test_a_priority_without_a_target_is_never_past_it() -> None:
    (row,) = waiting_rows(index_board(BoardBuilder().waiting(make_call(1)).build()), CallQuery(), {}, NOW)
    assert row.left(NOW) is None


def test_hospitals_are_sorted_by_distance_and_unknown_ones_are_last() -> None:
    origin = INDEX.calls[CALL].position
    names = [hospital.name for hospital, _ in hospitals_by_distance(INDEX.board.hospitals, origin)]
    assert names == ["Parnassus", "General", "Anywhere"]


def test_who_may_be_free_soon() -> None:
    at_hospital = make_ambulance(7, north_km=3, status=AmbulanceStatus.AT_HOSPITAL)
    board = BoardBuilder().waiting(make_call(1)).sent(make_call(2), at_hospital).build()
    rows = soon_free(index_board(board), EmergencyCallId(1))
    assert soon_free_words(rows, NOW) == ("At hospital, soon free: M7 3.0 km, for 10 min",)
    assert soon_free_words((), NOW) == ()


def test_rows_are_equal_while_only_time_passes() -> None:
    later = index_board(replace(make_board(), taken_at=NOW + timedelta(seconds=2)))
    assert waiting_rows(INDEX, CallQuery(), DEFAULT_TARGETS, NOW) == waiting_rows(
        later, CallQuery(), DEFAULT_TARGETS, NOW + timedelta(seconds=2)
    )
    assert ambulance_rows(INDEX, AmbulanceFilter.ALL, CALL) == ambulance_rows(later, AmbulanceFilter.ALL, CALL)


@pytest.mark.parametrize(
    ("available", "waiting", "under_way", "shares"),
    [
        (900, 300, 400, (300, 600)),
        (500, 488, 1200, (334, 166)),
        (500, 100, 1200, (100, 400)),
        (500, 900, 84, (416, 84)),
    ],
)
def test_height_is_shared(available: int, waiting: int, under_way: int, shares: tuple[int, int]) -> None:
    assert share_heights(available, waiting, under_way) == shares


def test_width_is_shared_to_the_last_pixel() -> None:
    columns = (ColumnSpec("a", 50), ColumnSpec("b", 100, stretch=1), ColumnSpec("c", 80, stretch=2, from_width=400))
    assert share_widths(331, columns) == [50, 281, 0]
    assert sum(share_widths(501, columns)) == 501
    assert share_widths(100, columns) == [50, 100, 0]


def test_an_ambulance_not_heard_of_for_a_shift_is_nowhere() -> None:
    near, far = make_ambulance(1, north_km=0.2), make_ambulance(2, north_km=5)
    lost = replace(near, position_at=NOW - timedelta(hours=12, seconds=1))
    index = index_board(BoardBuilder().waiting(make_call(1)).free(lost, far).build())
    rows = ambulance_rows(index, AmbulanceFilter.AVAILABLE, EmergencyCallId(1))
    assert [(row.ambulance.id, row.distance_m is None) for row in rows] == [(2, False), (1, True)]
    nearest = nearest_available(index, EmergencyCallId(1), None, NOW)
    assert nearest is not None
    assert nearest.ambulance.id == 2
