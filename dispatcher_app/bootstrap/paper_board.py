"""The paper board at a shell: live if the database can be reached, else the last one this machine saw."""

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.doctor import qt_problem
from dispatcher_app.bootstrap.last_board import first_board, is_out_of_reach, kept_of
from dispatcher_app.bootstrap.sentences import sentence_of
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import InvalidInput, Unavailable, told_once
from dispatcher_app.launch import library_problem
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.ui.paper.old_board_words import old_sentence
from dispatcher_app.ui.paper.paper_file import write_pdf
from dispatcher_app.ui.paper.paper_painter import NotPrinted
from dispatcher_app.ui.paper.paper_sheet import paper_sheet
from dispatcher_app.ui.paper.paper_size import usual_page
from dispatcher_app.ui.wording import clock_time, counted, room_zone


@dataclass(frozen=True, slots=True)
class _Found:
    board: Board
    now: datetime
    trouble: str = ""

    def sentence(self) -> str:
        if self.trouble:
            return f"{self.trouble} {old_sentence(self.board, self.now)}"
        return f"This is the live board of {clock_time(self.board.taken_at, room_zone(self.board.room))}."


def print_paper(config: AppConfig, room: Room, file: Path) -> dict[str, Any]:
    """Write the board to a PDF; tell which board it was. Raises InvalidInput, Unavailable, LogInRefused."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for problem in (library_problem(), qt_problem()):
        if problem:
            raise Unavailable(problem)
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    found = _board(config, room)
    try:
        pages = write_pdf(paper_sheet(found.board, found.now), file, usual_page())
    except NotPrinted:
        raise InvalidInput({"paper": ["The file cannot be written. Choose another place for it."]}) from None
    finally:
        del application
    return {
        "message": f"{found.sentence()} {counted(pages, 'page', 'pages')} written.",
        "taken_at": found.board.taken_at.isoformat(),
        "is_live": not found.trouble,
        "pages": pages,
    }


def _board(config: AppConfig, room: Room) -> _Found:
    try:
        with desk_for(config, room) as desk:
            board = load_board(desk.store)
    except Unavailable as error:
        kept = first_board(kept_of(config, config.server, room)) if is_out_of_reach(error) else None
        if kept is None:
            raise
        return _Found(kept, datetime.now(UTC), told_once(sentence_of(error)))
    # Its own clock is the time of a live board: this computer's may be wrong.
    return _Found(board, board.taken_at)
