"""The left panel: filters and search over the calls."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.ui.board.arrangement import CallFilter, CallQuery
from dispatcher_app.ui.board.call_tables import CallTables
from dispatcher_app.ui.board.rows import RoomFigures
from dispatcher_app.ui.board.search_field import SearchField
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.widgets.flat_button import Chip
from dispatcher_app.ui.widgets.panel import Panel
from dispatcher_app.ui.widgets.plain_label import PlainLabel


class CallsPanel(Panel):
    """Filters, search and the tables of calls."""

    query_changed = Signal()

    def __init__(self, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make an empty panel."""
        super().__init__(parent)
        self.title_label = PlainLabel(17, 600)
        self.title_label.setObjectName("title_label")
        self.waiting_chip = Chip("Waiting")
        self.waiting_chip.setObjectName("waiting_chip")
        self.under_way_chip = Chip("Under way")
        self.under_way_chip.setObjectName("under_way_chip")
        self.all_chip = Chip("All")
        self.all_chip.setObjectName("all_chip")
        self.past_target_chip = Chip("Past target")
        self.past_target_chip.setObjectName("past_target_chip")
        self.filter_group = QButtonGroup(self)
        self.filter_group.setObjectName("filter_group")
        self.search_field = SearchField()
        self.search_field.setObjectName("search_field")
        self.tables = CallTables(now)
        self.tables.setObjectName("tables")
        self._chips = {
            CallFilter.WAITING: self.waiting_chip,
            CallFilter.UNDER_WAY: self.under_way_chip,
            CallFilter.ALL: self.all_chip,
            CallFilter.PAST_TARGET: self.past_target_chip,
        }
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.title_label.setText("Emergency calls")
        self.all_chip.setChecked(True)
        self.past_target_chip.hide()
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 6)
        top.setSpacing(4)
        top.addWidget(self.title_label)
        top.addSpacing(12)
        for chip in self._chips.values():
            self.filter_group.addButton(chip)
            top.addWidget(chip)
        top.addSpacing(12)
        top.addStretch(1)
        top.addWidget(self.search_field, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 4)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.tables, 1)

    def _connect(self) -> None:
        self.filter_group.buttonToggled.connect(self._on_filter_toggled)
        self.search_field.textChanged.connect(self._on_search_changed)
        self.search_field.left.connect(self.tables.focus_calls)

    def query(self) -> CallQuery:
        """Tell what the dispatcher asked to see."""
        chosen = next((meant for meant, chip in self._chips.items() if chip.isChecked()), CallFilter.ALL)
        return CallQuery(chosen, self.search_field.text())

    def choose_filter(self, wanted: CallFilter) -> None:
        """Filter to this."""
        self._chips[wanted].setChecked(True)

    def show_everything(self) -> None:
        """Drop filter and search, so that any call can be seen."""
        self.search_field.clear()
        self.choose_filter(CallFilter.ALL)

    def show_figures(self, figures: RoomFigures) -> None:
        """Show how many there are of each."""
        self.waiting_chip.show_count(figures.waiting)
        self.under_way_chip.show_count(figures.under_way)
        self.all_chip.show_count(figures.waiting + figures.under_way)
        self.past_target_chip.show_count(figures.past_target)

    @Slot(QAbstractButton, bool)
    def _on_filter_toggled(self, chip: QAbstractButton, is_chosen: bool) -> None:
        if chip is self.past_target_chip:
            chip.setVisible(is_chosen)
        if is_chosen:
            self.query_changed.emit()

    @Slot()
    def _on_search_changed(self) -> None:
        self.query_changed.emit()
