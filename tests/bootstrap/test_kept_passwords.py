"""Passwords in the keyring: found for one name at one address, given up once refused, and never the next person's."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.aside import Aside
from dispatcher_app.bootstrap.keyring_store import KeyringStore
from dispatcher_app.bootstrap.log_in_desk import LogInDesk
from dispatcher_app.config import AppConfig, ServerProfile
from tests.bootstrap.log_in_desks import AT_COUNTY, CITY, COUNTY, NEEDED, SECRET, WRONG, Open, log_in, type_name
from tests.e2e.desks import ensure_theme

STALE = "the one of last year"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring that answers at once, so that it can be seen that it did not."""
    monkeypatch.setattr(Aside, "run", lambda _, work, on_done: on_done(work()))


def test_a_password_is_kept_when_wanted_found_again_and_forgotten_when_not(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    first = open_desk()
    qtbot.waitUntil(first.window.sheet.keep_box.isVisible)
    first.window.sheet.keep_box.setChecked(True)
    log_in(first, qtbot, SECRET)
    assert kept == {}, "nothing is kept before it has proved right"
    first.finish()
    qtbot.waitUntil(lambda: kept == {(AT_COUNTY, "anna"): SECRET})
    second = open_desk()
    qtbot.waitUntil(lambda: second.window.sheet.password.text() == SECRET)
    assert log_in(second, qtbot).credentials.password == SECRET
    second.finish()
    third = open_desk()
    qtbot.waitUntil(lambda: third.window.sheet.password.text() == SECRET)
    assert kept
    third.window.sheet.keep_box.setChecked(False)
    log_in(third, qtbot)
    third.finish()
    qtbot.waitUntil(lambda: kept == {})


def test_a_kept_password_goes_to_no_other_server_and_no_other_name(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    kept[AT_COUNTY, "anna"] = SECRET
    desk = open_desk()
    qtbot.waitUntil(lambda: desk.window.sheet.password.text() == SECRET)
    chooser = desk.window.sheet.server_chooser
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    assert desk.window.sheet.password.text() == ""
    attempt = log_in(desk, qtbot, "typed for the city")
    assert (attempt.server, attempt.credentials.password) == (CITY, "typed for the city")


@pytest.mark.usefixtures("at_once")
def test_a_kept_password_that_the_server_refuses_is_tried_once_and_kept_no_longer(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept[AT_COUNTY, "anna"] = STALE
    kept[AT_COUNTY, "ben"] = SECRET
    desk = open_desk()
    assert log_in(desk, qtbot).credentials.password == STALE
    with monkeypatch.context() as context:
        context.setattr(KeyringStore, "password", lambda *_: pytest.fail("asked again"))
        desk.ask(WRONG)
    assert kept == {(AT_COUNTY, "ben"): SECRET}
    assert desk.window.sheet.password.text() == ""
    log_in(desk, qtbot, "the one of this year")
    desk.finish()
    assert kept[AT_COUNTY, "anna"] == "the one of this year", "the box was still ticked"


def test_an_answer_that_comes_after_a_failure_is_not_filled_in(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept[AT_COUNTY, "anna"] = STALE
    answers: list[partial[None]] = []
    monkeypatch.setattr(Aside, "run", lambda _, work, on_done: answers.append(partial(on_done, work())))
    desk = open_desk()
    answers.pop()()
    log_in(desk, qtbot, SECRET)
    desk.ask(WRONG)
    answers.pop()()
    assert desk.window.sheet.password.text() == ""


@pytest.mark.usefixtures("at_once")
def test_a_kept_password_comes_back_with_its_server(open_desk: Open, kept: dict[tuple[str, str], str]) -> None:
    kept[AT_COUNTY, "anna"] = SECRET
    desk = open_desk()
    found = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(desk.window.sheet.server_chooser, key)
        found.append(desk.window.sheet.password.text())
    assert found == ["", SECRET]


@pytest.mark.usefixtures("at_once")
def test_a_slip_of_the_fingers_does_not_lose_the_kept_password(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    kept[AT_COUNTY, "anna"] = SECRET
    desk = open_desk()
    log_in(desk, qtbot, SECRET + "x")
    desk.ask(WRONG)
    assert kept == {(AT_COUNTY, "anna"): SECRET}


@pytest.mark.usefixtures("at_once")
def test_a_kept_password_is_found_for_a_typed_name_and_again_after_a_log_out(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    kept[AT_COUNTY, "anna"] = SECRET
    desk = open_desk(login="")
    for _ in range(2):
        type_name(desk, qtbot, "anna")
        assert desk.window.sheet.password.text() == SECRET
        assert log_in(desk, qtbot).credentials.password == SECRET
        desk.finish()
        desk.begin_anew()
        desk.ask()
    assert kept == {(AT_COUNTY, "anna"): SECRET}


@pytest.mark.usefixtures("at_once")
def test_who_enters_only_a_name_gets_the_kept_password(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    kept[AT_COUNTY, "anna"] = SECRET
    desk = open_desk(login="")
    with qtbot.waitSignal(desk.tried):
        desk.window.sheet.name_field.setText("anna")
        desk.window.sheet.log_in_button.click()
    desk.ask(NEEDED)
    assert desk.window.sheet.password.text() == SECRET
    assert not desk.window.sheet.failure_box.isVisible()


@pytest.mark.usefixtures("at_once")
def test_a_box_that_nobody_touched_forgets_nothing(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str]
) -> None:
    desk = open_desk()
    kept[AT_COUNTY, "anna"] = SECRET
    log_in(desk, qtbot, SECRET)
    desk.finish()
    assert kept == {(AT_COUNTY, "anna"): SECRET}


@pytest.mark.usefixtures("at_once")
def test_the_keyring_is_asked_once_for_what_it_does_not_have(
    open_desk: Open, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked one asks its owner each time."""
    asked: list[str] = []

    def is_usable(_: KeyringStore) -> bool:
        asked.append("usable")
        return True

    def password(_: KeyringStore, server: str, login: str) -> str:
        asked.append(f"{login} at {server}")
        return ""

    monkeypatch.setattr(KeyringStore, "is_usable", is_usable)
    monkeypatch.setattr(KeyringStore, "password", password)
    desk = open_desk()
    for error in (None, NEEDED, WRONG):
        desk.ask(error)
    assert asked == ["usable", "anna at db.county.example:5432/room"]
    assert kept == {}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "url", ["postgresql://db.other.example/room", "postgresql://db.county.example:5433/room",
            "postgresql://db.county.example/cellar", "host=db.county.example hostaddr=10.0.0.9 dbname=room"]
)  # fmt: skip
def test_a_profile_that_points_elsewhere_is_not_given_the_password(
    qtbot: QtBot, tmp_path: Path, kept: dict[tuple[str, str], str], url: str
) -> None:
    ensure_theme(qtbot)
    kept[AT_COUNTY, "anna"] = kept["Dispatcher: County", "anna"] = SECRET
    for profile, found in ((COUNTY, SECRET), (ServerProfile("County", url), "")):
        desk = LogInDesk(AppConfig(tmp_path, tmp_path, profile, (profile,), login="anna"))
        desk.ask()
        assert desk.window.sheet.password.text() == found
        desk.close()


@pytest.mark.usefixtures("at_once", "kept")
def test_nobody_keeps_a_password_for_the_next_person(open_desk: Open) -> None:
    desk = open_desk()
    desk.window.sheet.keep_box.setChecked(True)
    desk.finish()
    desk.begin_anew()
    desk.ask()
    assert not desk.window.sheet.keep_box.isChecked()
