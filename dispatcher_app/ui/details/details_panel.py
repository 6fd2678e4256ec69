"""What is known of the selected call, and with whom and where to an ambulance will go."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from dispatcher_app.domain.ids import HospitalId, ParamedicId
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.details.call_details import NO_DETAILS, CallDetails, NamedChoice
from dispatcher_app.ui.details.chooser import Chooser
from dispatcher_app.ui.details.notes_view import NotesView
from dispatcher_app.ui.widgets.panel import Hairline, Panel, settle
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel

_NO_CALL = "No call selected. Choose one on the left to see what is known of it."
NOT_FOR_THIS_ROLE = "Caller and notes: not shown to this role"
_ABOVE_CHOOSERS = 8


class DetailsPanel(Panel):
    """The selected call, as far as the person at the desk may know it, and the choices if they may dispatch."""

    choice_changed = Signal()

    def __init__(self, identity: DeskIdentity, parent: QWidget | None = None) -> None:
        """Make an empty panel."""
        super().__init__(parent)
        self._identity = identity
        self.title_label = ElidedLabel(17, 600)
        self.title_label.setObjectName("title_label")
        self.standing_label = PlainLabel(14)
        self.standing_label.setObjectName("standing_label")
        self.location_label = ElidedLabel(20, 600)
        self.location_label.setObjectName("location_label")
        self.area_label = ElidedLabel(14)
        self.area_label.setObjectName("area_label")
        self.caller_label = ElidedLabel(15)
        self.caller_label.setObjectName("caller_label")
        self.notes_view = NotesView()
        self.notes_view.setObjectName("notes_view")
        self.hospitals_label = ElidedLabel(15)
        self.hospitals_label.setObjectName("hospitals_label")
        self.assigned_label = ElidedLabel(15)
        self.assigned_label.setObjectName("assigned_label")
        self.timeline_label = ElidedLabel(13)
        self.timeline_label.setObjectName("timeline_label")
        self.hospital_chooser = Chooser()
        self.hospital_chooser.setObjectName("hospital_chooser")
        self.paramedic_chooser = Chooser()
        self.paramedic_chooser.setObjectName("paramedic_chooser")
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        for chooser, name in ((self.hospital_chooser, "Hospital"), (self.paramedic_chooser, "Paramedic")):
            chooser.setAccessibleName(name)
            chooser.view().setAccessibleName(name)
        empty = PlainLabel(15)
        empty.setText(_NO_CALL)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self.pages.addWidget(empty.as_secondary())
        self.pages.addWidget(self._call_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.pages)

    def _call_page(self) -> QWidget:
        page = QWidget()
        top = QHBoxLayout()
        top.setContentsMargins(16, 9, 16, 7)
        top.setSpacing(12)
        top.addWidget(self.title_label, 1)
        top.addWidget(self.standing_label.as_secondary())
        body = QVBoxLayout()
        body.setContentsMargins(16, 8, 16, 12)
        body.setSpacing(0)
        body.addWidget(self.location_label)
        body.addWidget(self.area_label.as_secondary())
        body.addSpacing(6)
        body.addLayout(self._facts())
        body.addSpacing(6)
        body.addWidget(self.timeline_label.as_secondary())
        body.addWidget(self._choosers())
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(Hairline())
        layout.addLayout(body)
        layout.addStretch(1)
        return page

    def _facts(self) -> QGridLayout:
        facts = QGridLayout()
        facts.setHorizontalSpacing(14)
        facts.setVerticalSpacing(3)
        facts.setColumnStretch(1, 1)
        is_open = self._identity.sees_callers
        shown: Sequence[tuple[QWidget, QWidget, bool]] = (
            (_caption("Caller"), self.caller_label, is_open),
            (_caption("Notes"), self.notes_view, is_open),
            (_caption("Nearest"), self.hospitals_label, True),
            (_caption("Assigned"), self.assigned_label, True),
        )
        for line, (caption, widget, is_shown) in enumerate(shown, start=1):
            facts.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(widget, line, 1)
            caption.setVisible(is_shown)
            widget.setVisible(is_shown)
        if not is_open:
            facts.addWidget(_caption(NOT_FOR_THIS_ROLE), 0, 0, 1, 2)
        return facts

    def _choosers(self) -> QWidget:
        choosers = QWidget()
        line = QHBoxLayout(choosers)
        line.setContentsMargins(0, _ABOVE_CHOOSERS, 0, 0)
        line.setSpacing(8)
        for caption, chooser in (("&Hospital", self.hospital_chooser), ("&Paramedic", self.paramedic_chooser)):
            label = QLabel(caption)
            label.setBuddy(chooser)
            line.addWidget(label)
            line.addWidget(chooser, 1)
        line.insertSpacing(2, 8)
        choosers.setVisible(self._identity.can_dispatch)
        return choosers

    def _connect(self) -> None:
        self.hospital_chooser.currentIndexChanged.connect(self.choice_changed)
        self.paramedic_chooser.currentIndexChanged.connect(self.choice_changed)

    def show_note_lines(self, count: int) -> None:
        """Give the notes this many lines, at once: a layout left to itself takes several rounds to settle."""
        self.notes_view.show_lines(count)
        for part in (self.pages.widget(1), self.pages, self):
            settle(part)

    def show_details(self, details: CallDetails | None) -> None:
        """Show a call; None shows that none is selected, and forgets what was known of the last."""
        self.pages.setCurrentIndex(0 if details is None else 1)
        self._fill(NO_DETAILS if details is None else details)

    def _fill(self, details: CallDetails) -> None:
        self.title_label.setText(details.title)
        self.standing_label.setText(details.standing)
        self.location_label.setText(details.location)
        self.area_label.setText(details.area)
        self.caller_label.setText(details.caller)
        self.notes_view.show_notes(details.notes)
        self.hospitals_label.show_parts(details.hospitals)
        self.assigned_label.setText(details.ambulances)
        self.timeline_label.setText(details.timeline)

    def show_choices(self, hospitals: Sequence[NamedChoice], paramedics: Sequence[NamedChoice]) -> None:
        """Show what can be chosen; what is chosen stays so."""
        self.hospital_chooser.show_choices(hospitals)
        self.paramedic_chooser.show_choices(paramedics)

    def choose_nothing(self) -> None:
        """Forget the choices: they were for another call."""
        self.hospital_chooser.choose_nothing()
        self.paramedic_chooser.choose_nothing()

    def chosen_hospital(self) -> HospitalId | None:
        """Give the chosen hospital."""
        key = self.hospital_chooser.chosen_key()
        return None if key is None else HospitalId(key)

    def chosen_paramedic(self) -> ParamedicId | None:
        """Give the chosen paramedic."""
        key = self.paramedic_chooser.chosen_key()
        return None if key is None else ParamedicId(key)


def _caption(text: str) -> PlainLabel:
    label = PlainLabel(15)
    label.setText(text)
    return label.as_secondary()
