"""The one table model: judged by Qt's own tester, and by what it says has changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.ui.board.ambulance_content import AmbulanceColumn, AmbulanceContent
from dispatcher_app.ui.board.arrangement import (
    AmbulanceFilter,
    CallQuery,
    ambulance_rows,
    under_way_rows,
    waiting_rows,
)
from dispatcher_app.ui.board.board_index import BoardIndex, index_board
from dispatcher_app.ui.board.call_contents import UnderWayColumn, UnderWayContent, WaitingColumn, WaitingContent
from dispatcher_app.ui.board.row_table_model import RowRole, RowTableModel
from dispatcher_app.ui.board.rows import BoardRow
from dispatcher_app.ui.board.table_content import ColumnSpec, TableContent
from tests.ui.boards import NOW, BoardBuilder, StandingClock, make_ambulance, make_board, make_call


@dataclass(frozen=True)
class PlainRow:
    """The simplest row."""

    key: int
    text: str = ""


class PlainContent(TableContent[PlainRow]):
    """Two columns, one of which shows time."""

    columns = (ColumnSpec("Key", 10), ColumnSpec("Text", 10, is_ticking=True, is_right=True))

    def text(self, row: PlainRow, column: int, now: datetime) -> str:  # noqa: ARG002
        """Write what stands in a cell."""
        return str(row.key) if column == 0 else row.text


def rows(*keys: int) -> list[PlainRow]:
    return [PlainRow(key) for key in keys]


def keys_of(model: RowTableModel) -> list[int]:
    return [model.row_at(position).key for position in range(model.rowCount())]


class Listener:
    """Writes down what a model says."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.said: list[tuple[object, ...]] = []
        model.rowsInserted.connect(self.on_inserted)
        model.rowsRemoved.connect(self.on_removed)
        model.dataChanged.connect(self.on_changed)
        model.layoutChanged.connect(self.on_layout)
        model.modelReset.connect(self.on_reset)

    def on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.said.append(("inserted", first, last))

    def on_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.said.append(("removed", first, last))

    def on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.said.append(("changed", first.row(), last.row(), first.column(), last.column()))

    def on_layout(self) -> None:
        self.said.append(("permuted",))

    def on_reset(self) -> None:
        self.said.append(("reset",))


@pytest.fixture
def model(qtbot: QtBot) -> RowTableModel:
    model = RowTableModel(PlainContent(), StandingClock())
    model.show_rows(rows(1, 2, 3, 4))
    return model


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (rows(1, 2, 3, 4), []),
        (rows(1, 4), [("removed", 1, 2)]),
        (rows(1, 5, 6, 2, 3, 4, 7), [("inserted", 1, 2), ("inserted", 6, 6)]),
        (rows(4, 3, 2, 1), [("permuted",)]),
        ([PlainRow(1), PlainRow(2, "x"), PlainRow(3, "y"), PlainRow(4)], [("changed", 1, 2, 0, 1)]),
        (rows(9, 3, 1), [("removed", 3, 3), ("removed", 1, 1), ("permuted",), ("inserted", 0, 0)]),
        ([], [("removed", 0, 3)]),
    ],
)
def test_only_what_differs_is_said(model: RowTableModel, shown: list[PlainRow], said: list[tuple[object, ...]]) -> None:
    listener = Listener(model)
    model.show_rows(shown)
    assert listener.said == said
    assert keys_of(model) == [row.key for row in shown]


def test_persistent_indexes_follow_their_rows(model: RowTableModel) -> None:
    followed = QPersistentModelIndex(model.index(2, 1))
    model.show_rows(rows(9, 4, 3, 1))
    assert (followed.row(), followed.column()) == (2, 1)
    model.show_rows(rows(1))
    assert not followed.isValid()


def test_a_tick_repaints_the_time_columns_only(model: RowTableModel) -> None:
    listener = Listener(model)
    model.tick()
    assert listener.said == [("changed", 0, 3, 1, 1)]


def test_headers_and_roles(model: RowTableModel) -> None:
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(1, horizontal) == "Text"
    assert model.headerData(1, Qt.Orientation.Vertical) is None
    assert model.headerData(5, horizontal) is None
    assert model.headerData(0, horizontal, Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(0, 0), RowRole.ROW) == PlainRow(1)
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.data(model.index(0, 1), Qt.ItemDataRole.TextAlignmentRole) == right


@given(st.lists(st.lists(st.integers(0, 12), unique=True), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_sequence_of_row_sets_is_shown_as_it_is(row_sets: Sequence[Sequence[int]]) -> None:
    model = RowTableModel(PlainContent(), StandingClock())
    for row_set in row_sets:
        followed = {
            model.row_at(place).key: QPersistentModelIndex(model.index(place, 0)) for place in range(model.rowCount())
        }
        model.show_rows(rows(*row_set))
        assert keys_of(model) == list(row_set)
        for key, index in followed.items():
            assert (index.row() if index.isValid() else None) == (row_set.index(key) if key in row_set else None)


RowMaker = Callable[[BoardIndex], Sequence[BoardRow]]
TABLES: tuple[tuple[TableContent[Any], RowMaker], ...] = (
    (WaitingContent(), lambda index: waiting_rows(index, CallQuery(), DEFAULT_TARGETS, NOW)),
    (UnderWayContent(), lambda index: under_way_rows(index, CallQuery())),
    (AmbulanceContent(), lambda index: ambulance_rows(index, AmbulanceFilter.ALL, None)),
)


@pytest.mark.parametrize(("content", "make"), TABLES, ids=["waiting", "under way", "ambulances"])
def test_the_boards_models_pass_qts_tester(
    content: TableContent[Any], make: RowMaker, qtmodeltester: ModelTester
) -> None:
    full, other = index_board(make_board()), index_board(BoardBuilder().waiting(make_call(101), make_call(7)).build())
    model = RowTableModel(content, StandingClock())
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]
    for index in (full, other, full, index_board(BoardBuilder().build())):
        model.show_rows(make(index))


def cell(model: RowTableModel, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return model.data(model.index(0, column), role)


def test_a_waiting_row_in_words(qtbot: QtBot) -> None:
    clock = StandingClock()
    model = RowTableModel(WaitingContent(), clock)
    model.show_rows(waiting_rows(index_board(make_board()), CallQuery(), DEFAULT_TARGETS, NOW))
    assert [cell(model, column) for column in WaitingColumn] == [
        "1",
        "102",
        "Cardiac arrest",
        "102 block Grove St",
        "07:35",
        "+00:35",
    ]
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert [cell(model, column, spoken) for column in WaitingColumn] == [
        "Priority 1",
        "No.: 102",
        "Type: Cardiac arrest",
        "102 block Grove St, Hayes Valley",
        "Waiting for 7 minutes 35 seconds",
        "Past the target by 35 seconds",
    ]
    clock.at -= timedelta(minutes=1)
    assert cell(model, WaitingColumn.TARGET, spoken) == "25 seconds left of the target"
    assert "Hayes Valley" in str(cell(model, WaitingColumn.LOCATION, Qt.ItemDataRole.ToolTipRole))


def test_an_under_way_row_in_words(qtbot: QtBot) -> None:
    model = RowTableModel(UnderWayContent(), StandingClock())
    sent = BoardBuilder().sent(make_call(90), make_ambulance(6), make_ambulance(7)).build()
    model.show_rows(under_way_rows(index_board(sent), CallQuery()))
    assert cell(model, UnderWayColumn.AMBULANCE) == "M6 En route +1"
    assert cell(model, UnderWayColumn.SINCE) == "10:00"
    spoken = cell(model, UnderWayColumn.SINCE, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "M6 En route for 10 minutes"


def test_an_ambulance_row_in_words(qtbot: QtBot) -> None:
    index = index_board(make_board())
    model = RowTableModel(AmbulanceContent(), StandingClock())
    model.show_rows(ambulance_rows(index, AmbulanceFilter.ALL, index.board.calls[0].id))
    shown = [cell(model, column) for column in AmbulanceColumn]
    assert shown == ["M5", "Available", "ALS", "1.8 km", "4:03", "8 s old", "Station 6"]
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(4, AmbulanceColumn.STATUS), spoken) == "En route, call 90"
    assert model.data(model.index(2, AmbulanceColumn.AWAY), spoken) == "Distance unknown"
    assert model.data(model.index(2, AmbulanceColumn.POSITION)) == "unknown"
