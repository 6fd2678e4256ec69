"""Printing from a window: by its key and from the menu, into a real PDF, and never at a locked desk."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.paper.board_printing import BoardPrinting
from dispatcher_app.ui.paper.paper_painter import PagePainter, paper_pages
from dispatcher_app.ui.paper.paper_sheet import paper_sheet
from dispatcher_app.ui.theme.fonts import load_fonts
from tests.ui.boards import NOW, BoardBuilder, StandingClock, make_board, make_call

CTRL = Qt.KeyboardModifier.ControlModifier
WIDTH, HEIGHT = 27_300, 18_600


def printing_at(window: DeskWindow, clock: StandingClock, printers: Sequence[str] = ()) -> BoardPrinting:
    made = BoardPrinting(window, clock, lambda: printers)
    window.show_board(make_board())
    made.take(make_board())
    return made


def choose_file(printing: BoardPrinting, file: Path) -> None:
    dialog = printing.dialog
    assert isinstance(dialog, QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setText(str(file))
    QTest.keyClick(field, Qt.Key.Key_Return)


def is_asking(printing: BoardPrinting) -> bool:
    return printing.dialog is not None


def press_print(window: DeskWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_P, CTRL)


def outcome(window: DeskWindow) -> str:
    return window.panels.dispatch_bar.outcome_label.text()


def test_ctrl_p_without_a_printer_saves_a_pdf(
    window: DeskWindow, clock: StandingClock, qtbot: QtBot, tmp_path: Path
) -> None:
    printing = printing_at(window, clock)
    press_print(window, qtbot)
    qtbot.waitUntil(lambda: printing.dialog is not None and printing.dialog.isVisible())
    # Once is enough, however often it is pressed.
    first = printing.dialog
    printing.offer()
    assert printing.dialog is first
    choose_file(printing, tmp_path / "board.pdf")
    qtbot.waitUntil(lambda: printing.dialog is None)
    assert outcome(window) == "The board of 17:40: 2 pages saved as board.pdf."
    written = (tmp_path / "board.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    # A4 lies on its side: 842 by 595 points, or as Letter 792 by 612.
    assert re.search(rb"/MediaBox \[0 0 (842|841[.0-9]*|792)", written)


def test_the_menu_offers_it_before_who_else_may_come(window: DeskWindow, clock: StandingClock) -> None:
    printing_at(window, clock)
    actions = window.panels.header_bar.person_button.menu.actions()
    assert [action.text() for action in actions] == ["Print the board…\tCtrl+P", "", "Log out…"]


def test_a_file_that_cannot_be_written_is_told_and_what_was_there_stays(
    window: DeskWindow, clock: StandingClock, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printing = printing_at(window, clock)
    printing.offer()
    dialog = printing.dialog
    assert isinstance(dialog, QFileDialog)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(tmp_path / "gone" / "board.pdf")])
    dialog.done(QDialog.DialogCode.Accepted)
    assert outcome(window).startswith("The board could not be printed.")
    assert str(tmp_path) not in outcome(window)


def test_with_a_printer_it_is_asked_which(
    window: DeskWindow, clock: StandingClock, qtbot: QtBot, tmp_path: Path
) -> None:
    printing = printing_at(window, clock, ["laser"])
    press_print(window, qtbot)
    dialog = printing.dialog
    assert isinstance(dialog, QPrintDialog)
    qtbot.waitUntil(dialog.isVisible)
    printer = dialog.printer()
    assert printer.pageLayout().orientation().name == "Landscape"
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.done(QDialog.DialogCode.Accepted)
    assert outcome(window) == "The board of 17:40: 2 pages sent to the printer."
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")


def test_no_board_yet_is_said(window: DeskWindow, clock: StandingClock) -> None:
    printing = BoardPrinting(window, clock, lambda: ())
    printing.offer()
    assert printing.dialog is None
    assert outcome(window) == "There is no board to print yet."


def test_a_locked_desk_prints_nothing(
    open_window: Callable[..., DeskWindow], clock: StandingClock, qtbot: QtBot
) -> None:
    window = open_window(identity=DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, can_lock=True))
    printing = printing_at(window, clock)
    printing.offer()
    assert is_asking(printing)
    window.show_locked(is_locked=True)
    assert not is_asking(printing), "the lock takes it away"
    press_print(window, qtbot)
    assert not is_asking(printing)
    window.show_locked(is_locked=False)
    press_print(window, qtbot)
    assert is_asking(printing)


def test_nothing_is_drawn_outside_its_cell_and_no_markup_is_read(qtbot: QtBot) -> None:
    load_fonts()
    place = "<b>&lt;" + "W" * 190
    marks = "a" + "\u0301" * 30
    board = BoardBuilder().waiting(make_call(1, location_text=place, area_text=marks * 3)).build()
    sheet = paper_sheet(board, NOW)
    page = paper_pages(sheet, WIDTH, HEIGHT)[0]
    picture = QImage(WIDTH // 10, HEIGHT // 10, QImage.Format.Format_Grayscale8)
    picture.fill(255)
    painter = QPainter(picture)
    painter.scale(0.1, 0.1)
    PagePainter(painter, WIDTH, HEIGHT).draw(sheet, page, "Page 1 of 1")
    painter.end()
    row = next(line for line in page if line.cells[0] == "#1")
    assert row.cells[3] == f"{place}, {marks * 3}"
    assert row.height > 1_500, "a word without an end is broken"
    # The cells to be written in are white, but for their edges.
    left, right = (int(edge / 10) for edge in row.edges[7:9])
    middle = int((row.top + row.height / 2) / 10)
    assert {picture.pixelColor(x, middle).value() for x in range(left + 6, right - 6)} == {255}
    # So is the line below, whatever is piled up above.
    below = int((row.top + row.height) / 10) + 20
    assert {picture.pixelColor(x, below).value() for x in range(int(row.edges[3] / 10) + 6, right - 60)} <= {255, 0}
