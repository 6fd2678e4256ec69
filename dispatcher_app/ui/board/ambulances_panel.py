"""The ambulances, nearest to the selected call first."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.ids import AmbulanceId
from dispatcher_app.ui.board.ambulance_content import AmbulanceContent
from dispatcher_app.ui.board.arrangement import AmbulanceFilter
from dispatcher_app.ui.board.board_words import nearest_words, no_ambulance_words
from dispatcher_app.ui.board.cell_delegate import AMBULANCE_PAINTERS, CellDelegate
from dispatcher_app.ui.board.desk_table import DeskTable
from dispatcher_app.ui.board.row_table_model import RowTableModel
from dispatcher_app.ui.board.rows import AmbulanceRow, RoomFigures
from dispatcher_app.ui.board.table_stack import TableStack
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.header.freshness import Freshness
from dispatcher_app.ui.widgets.flat_button import Chip
from dispatcher_app.ui.widgets.panel import Panel, settle
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel

AMBULANCE_ROW_PX = 44
COMPACT_ROW_PX = 39
_ROOMY_FROM = 380
_ABOVE_PX = 49


@dataclass(frozen=True, slots=True)
class AmbulancesView:
    """What the panel shows at one moment."""

    rows: tuple[AmbulanceRow, ...]
    selected: AmbulanceId | None
    call: EmergencyCall | None
    freshness: Freshness
    has_board: bool
    soon_free: tuple[str, ...] = ()


class AmbulancesPanel(Panel):
    """Filters and the table of ambulances."""

    ambulance_chosen = Signal(object)
    filter_changed = Signal()
    finished = Signal()

    def __init__(self, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make an empty panel."""
        super().__init__(parent)
        self.title_label = PlainLabel(17, 600)
        self.title_label.setObjectName("title_label")
        self.nearest_label = ElidedLabel(14)
        self.nearest_label.setObjectName("nearest_label")
        self.available_chip = Chip("Available")
        self.available_chip.setObjectName("available_chip")
        self.all_chip = Chip("All")
        self.all_chip.setObjectName("all_chip")
        self.filter_group = QButtonGroup(self)
        self.filter_group.setObjectName("filter_group")
        self.ambulance_table = DeskTable(RowTableModel(AmbulanceContent(), now, self), AMBULANCE_ROW_PX)
        self.ambulance_table.setObjectName("ambulance_table")
        self.ambulance_table.setItemDelegate(CellDelegate(AMBULANCE_PAINTERS, now, self.ambulance_table))
        self.ambulance_stack = TableStack(self.ambulance_table)
        self.ambulance_stack.setObjectName("ambulance_stack")
        self.soon_free_label = ElidedLabel(14)
        self.soon_free_label.setObjectName("soon_free_label")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.title_label.setText("Ambulances")
        self.nearest_label.as_secondary()
        self.soon_free_label.setContentsMargins(0, 0, 0, 0)
        self.soon_free_label.setIndent(16)
        self.ambulance_table.setAccessibleName("Ambulances")
        self.available_chip.setChecked(True)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 6)
        top.setSpacing(4)
        top.addWidget(self.title_label)
        top.addSpacing(8)
        top.addWidget(self.nearest_label, 1)
        for chip in (self.available_chip, self.all_chip):
            self.filter_group.addButton(chip)
            top.addWidget(chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 4)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.ambulance_stack, 1)
        layout.addSpacing(4)
        layout.addWidget(self.soon_free_label.as_secondary())
        layout.addStretch()

    def _connect(self) -> None:
        self.filter_group.buttonToggled.connect(self._on_filter_toggled)
        self.ambulance_table.row_chosen.connect(self._on_row_chosen)
        self.ambulance_table.entered_row.connect(self.finished)

    def chosen_filter(self) -> AmbulanceFilter:
        """Tell what the dispatcher asked to see."""
        return AmbulanceFilter.ALL if self.all_chip.isChecked() else AmbulanceFilter.AVAILABLE

    def choose_filter(self, wanted: AmbulanceFilter) -> None:
        """Filter to this."""
        chip = self.all_chip if wanted is AmbulanceFilter.ALL else self.available_chip
        chip.setChecked(True)

    def show_ambulances(self, view: AmbulancesView) -> None:
        """Show these ambulances."""
        words = no_ambulance_words(self.chosen_filter(), view.freshness, has_board=view.has_board)
        self.ambulance_stack.show_rows(view.rows, view.selected, words)
        self.nearest_label.setText(nearest_words(view.call))
        self.soon_free_label.show_parts(view.soon_free)
        self._fit()

    def show_figures(self, figures: RoomFigures) -> None:
        """Show how many there are of each."""
        self.available_chip.show_count(figures.available)
        self.all_chip.show_count(figures.ambulances)

    def select(self, ambulance_id: AmbulanceId | None) -> None:
        """Select an ambulance and bring it into view."""
        self.ambulance_table.select_key(ambulance_id)

    def scroll_to_nearest(self) -> None:
        """Show the top of the list, where the nearest is."""
        self.ambulance_table.scrollToTop()

    def tick(self) -> None:
        """Let the ages of positions move on."""
        self.ambulance_table.tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show whole rows only."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_roomy = self.height() >= _ROOMY_FROM
        self.ambulance_table.set_row_height(AMBULANCE_ROW_PX if is_roomy else COMPACT_ROW_PX)
        self.soon_free_label.setVisible(is_roomy and bool(self.soon_free_label.text()))
        below = 0 if self.soon_free_label.isHidden() else self.soon_free_label.sizeHint().height()
        room = self.height() - _ABOVE_PX - below - 4
        height = max(0, min(self.ambulance_stack.snapped(room), self._wanted(room)))
        if height != self.ambulance_stack.maximumHeight():
            self.ambulance_stack.setMaximumHeight(height)
            settle(self)

    def _wanted(self, room: int) -> int:
        return self.ambulance_stack.wanted_height() if self.ambulance_table.row_count() else room

    @Slot(QAbstractButton, bool)
    def _on_filter_toggled(self, chip: QAbstractButton, is_chosen: bool) -> None:  # noqa: ARG002
        if is_chosen:
            self.filter_changed.emit()

    @Slot(object)
    def _on_row_chosen(self, key: int) -> None:
        self.ambulance_chosen.emit(AmbulanceId(key))
