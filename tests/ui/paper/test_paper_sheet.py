"""The paper board in words, how it is cut into pages, and how old it says it is."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.ids import HospitalId
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.paper.old_board_words import age_of, offer_words, old_sentence
from dispatcher_app.ui.paper.paper_pages import FOOT_HEIGHT, HEAD_HEIGHT, Page, Style, pages_of
from dispatcher_app.ui.paper.paper_sheet import PaperSheet, Section, paper_sheet
from dispatcher_app.ui.paper.paper_size import uses_letter
from tests.ui.boards import NOW, BoardBuilder, make_ambulance, make_board, make_call

WIDTH, HEIGHT = 27_300.0, 18_600.0


def crowd(waiting: int, ambulances: int = 3) -> Board:
    builder = BoardBuilder().waiting(*(make_call(n, priority=n % 4 + 1, waited_s=n) for n in range(1, waiting + 1)))
    return builder.free(*(make_ambulance(n) for n in range(1, ambulances + 1))).build()


def sections(board: Board) -> tuple[Section, ...]:
    return paper_sheet(board, NOW).sections


def test_waiting_calls_stand_by_priority_then_the_oldest() -> None:
    waiting = sections(make_board())[0]
    assert waiting.title == "3 calls waiting"
    assert [row.cells[0] for row in waiting.rows] == ["#102", "#103", "#101"]
    assert waiting.rows[0].cells == (
        "#102",
        "1",
        "Cardiac arrest",
        "102 block Grove St, Hayes Valley",
        "17:32",
        "07:35",
    )
    assert waiting.empty_lines >= 4
    assert len(waiting.columns) > len(waiting.rows[0].cells), "there is room to write in"


def test_a_call_under_way_bears_its_ambulances_and_their_stamps() -> None:
    board = (
        BoardBuilder()
        .sent(make_call(90, waited_s=900), make_ambulance(6), make_ambulance(7))
        .build(taken_at=NOW + timedelta(hours=9))
    )
    first = replace(board.assignments[0], acknowledged_at=NOW, on_scene_at=NOW, hospital_id=HospitalId(1))
    under_way = sections(replace(board, assignments=(first, board.assignments[1])))[1]
    one, other = under_way.rows
    assert one.cells[:6] == ("#90", "2", "Chest pain", "90 block Grove St, Hayes Valley", "M6", "General")
    assert one.cells[6:10] == ("6 Jan 17:39", "6 Jan 17:40", "", "6 Jan 17:40"), "of the day before"
    assert other.cells[:5] == ("#90", "", "", "", "M7")


def test_ambulances_stand_by_status_with_their_station() -> None:
    ambulances = sections(make_board())[2]
    headings = [row.cells[0] for row in ambulances.rows if row.is_heading]
    assert headings == ["Available: 3", "En route: 1", "Out of service: 1"]
    assert ambulances.rows[1].cells == ("M3", "ALS", "17:30", "", "Station 6")
    under_way = next(row for row in ambulances.rows if row.cells[0] == "M6")
    assert under_way.cells[3] == "#90"


def test_no_caller_is_on_paper() -> None:
    call = make_call(1, caller_name="Juno Pebble", caller_phone="555-0142", notes="Blue door")
    told = str(paper_sheet(BoardBuilder().waiting(call).sent(replace(call, id=call.id)).build(), NOW))
    assert "#1" in told
    for private in ("Juno", "555-0142", "Blue"):
        assert private not in told


def test_it_says_of_when_it_is_and_warns_once_it_is_not_live() -> None:
    board = make_board(is_demo=True)
    live = paper_sheet(board, NOW + timedelta(seconds=3))
    assert (live.as_of, live.warning) == ("As of Fri 6 Jan 2017, 17:40:16 PST", "")
    assert live.printed == "Printed Fri 6 Jan, 17:40:19"
    assert live.room == "San Francisco (demo city, no real calls)"
    assert paper_sheet(board, NOW + timedelta(minutes=12)).warning == "NOT LIVE: this was the board 12 min ago."
    assert "nobody knows" in paper_sheet(board, NOW - timedelta(days=2)).warning


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(), "17:40:16, 0 s ago."),
        (timedelta(seconds=-90), "17:40:16, 0 s ago."),
        (timedelta(seconds=119), "17:40:16, 119 s ago."),
        (timedelta(minutes=12), "17:40:16, 12 min ago."),
        (timedelta(minutes=119), "17:40:16, 119 min ago."),
        (timedelta(hours=30), "Fri 6 Jan 17:40:16, 30 h ago."),
        (timedelta(days=3), "Fri 6 Jan 17:40:16, 3 days ago."),
    ],
)
def test_how_old_a_board_is(passed: timedelta, said: str) -> None:
    sentence = old_sentence(make_board(), NOW + passed)
    assert sentence == f"This is the last board this desk saw, {said} Nothing here is live."


def test_a_clock_that_is_behind_tells_no_age() -> None:
    board, before = make_board(), NOW - timedelta(minutes=3)
    assert age_of(board, before) is None
    assert "ago" not in old_sentence(board, before) + offer_words(board, before)
    assert offer_words(board, before) == "Show the last board (17:40)"
    assert offer_words(board, NOW + timedelta(minutes=12)) == "Show the last board (17:40, 12 min ago)"


def by_letters(text: str, width: float, _style: Style) -> float:
    """Ten letters to a centimetre, four millimetres to a line."""
    return 400.0 * max(1, -(-len(text) * 100 // int(width)))


def pages(sheet: PaperSheet) -> tuple[Page, ...]:
    return pages_of(sheet, WIDTH, HEIGHT, by_letters)


@pytest.mark.parametrize("count", [0, 1, 7, 60, 300])
def test_every_line_is_on_a_page_once_and_within_it(count: int) -> None:
    sheet = paper_sheet(crowd(count, ambulances=count // 3), NOW)
    laid = pages(sheet)
    rows = [line for page in laid for line in page if line.style is Style.ROW]
    written = sum(len([row for row in section.rows if not row.is_heading]) for section in sheet.sections)
    assert len(rows) == written + sum(section.empty_lines for section in sheet.sections)
    for page in laid:
        assert page[0].top >= HEAD_HEIGHT
        assert page[-1].top + page[-1].height <= HEIGHT - FOOT_HEIGHT
        for upper, lower in pairwise(page):
            assert lower.top >= upper.top + upper.height


def test_each_page_begins_with_a_head_and_none_ends_in_one() -> None:
    laid = pages(paper_sheet(crowd(300, ambulances=100), NOW))
    assert len(laid) > 10
    for page in laid:
        assert page[0].style in {Style.TITLE, Style.HEAD}
        assert page[-1].style is Style.ROW


def test_a_long_text_makes_its_line_higher() -> None:
    place = "behind the second farm " * 8
    board = BoardBuilder().waiting(make_call(1), make_call(2, location_text=place)).build()
    rows = [line for line in pages(paper_sheet(board, NOW))[0] if line.style is Style.ROW]
    assert rows[0].height == rows[-1].height == 800
    assert rows[1].height > 1_000


def test_an_ambulance_of_every_status_is_listed() -> None:
    builder = BoardBuilder().free(*(make_ambulance(n, status=status) for n, status in enumerate(AmbulanceStatus, 1)))
    rows = sections(builder.build())[2].rows
    assert sum(not row.is_heading for row in rows) == len(AmbulanceStatus)


@pytest.mark.parametrize(
    ("environ", "is_letter"),
    [
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "de_AT.UTF-8"}, False),
        ({"LANG": "de_AT", "LC_ALL": "es_MX@x"}, True),
        ({"LANG": "de_AT.UTF-8"}, False),
    ],
)
def test_the_paper_is_that_of_the_country(environ: dict[str, str], is_letter: bool) -> None:
    assert uses_letter(environ) is is_letter
