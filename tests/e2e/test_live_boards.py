"""Whole windows that live: what one desk does the others see, without a click, and nobody trusts an old board."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.ids import EmergencyCallId
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, opened_desks


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot, scene: Scene) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot, is_live=True) as open_one:
        yield open_one


def waiting(desk: DeskInTest) -> frozenset[int]:
    """Give the ids of the calls that wait, as the table shows them."""
    return desk.window.panels.calls_panel.tables.waiting_table.keys()


def test_what_one_desk_does_is_on_the_other_without_a_click(scene: Scene, open_desk: OpenDesk, qtbot: QtBot) -> None:
    a, b = open_desk("desk 1", "anna"), open_desk("desk 2", "ben")
    assert waiting(b) == {scene.first, scene.second}
    a.choose(scene.first)
    a.dispatch()
    qtbot.waitUntil(lambda: waiting(b) == {scene.second})
    still_free = b.window.panels.ambulances_panel.ambulance_table.keys()
    assert scene.m12 not in still_free
    a.wait_for_text("outcome_label", "M12 sent to #1001")


def test_a_call_that_somebody_takes_or_ends_comes_and_goes(scene: Scene, open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk("desk 1", "anna")
    third = scene.room.add_call(type_text="Burn")
    qtbot.waitUntil(lambda: waiting(desk) == {scene.first, scene.second, third})
    scene.room.end_call(EmergencyCallId(third), "CANCELLED", "ben", "desk 9")
    qtbot.waitUntil(lambda: waiting(desk) == {scene.first, scene.second})


def test_a_board_nobody_changes_stays_live_by_its_signs_of_life(
    scene: Scene, open_desk: OpenDesk, qtbot: QtBot
) -> None:
    desk = open_desk("desk 1", "anna")
    boards: list[object] = []
    desk.running.feed.board_loaded.connect(boards.append)
    for _ in range(4):
        with qtbot.waitSignal(desk.running.feed.proved):
            pass
    assert boards == []
    age = desk.running.feed.age()
    assert age is not None
    assert age.total_seconds() < 3
    assert desk.window.panels.header_bar.data_age_chip.words().startswith("Live")


def test_a_name_that_changes_is_on_the_desk_at_once(scene: Scene, open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk("desk 1", "anna")
    hospital = scene.room.add_hospital("General")
    chooser = desk.window.panels.details_panel.hospital_chooser
    qtbot.waitUntil(lambda: chooser.count() == 2)
    assert hospital
