"""A board whose callers have names."""

from dataclasses import replace

from dispatcher_app.domain.entities import Board
from tests.ui.boards import make_board

CALLER = "Wilhelmina Aster"
PHONE = "415-555-0134"
NOTES = "Collapsed in the kitchen"


def board_with_callers() -> Board:
    """The ordinary board; everybody who called has a name, a number and something to say."""
    board = make_board()
    told = (replace(call, caller_name=CALLER, caller_phone=PHONE, notes=NOTES) for call in board.calls)
    return replace(board, calls=tuple(told))
