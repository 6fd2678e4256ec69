"""The strip at the top: the time, the numbers of the room, how old they are, and who sits here."""

from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.header.clock_note import ClockNote
from dispatcher_app.ui.header.figure_strip import FigureStrip
from dispatcher_app.ui.header.header_words import RoomWords
from dispatcher_app.ui.header.marks import DataAgeChip, DemoMark
from dispatcher_app.ui.header.new_call_button import NewCallButton
from dispatcher_app.ui.header.standing import ChipWords
from dispatcher_app.ui.person.person_button import PersonButton
from dispatcher_app.ui.theme.tokens import DARK, Tokens
from dispatcher_app.ui.widgets.flat_button import IconButton
from dispatcher_app.ui.widgets.panel import Bar, settle
from dispatcher_app.ui.widgets.plain_label import PlainLabel
from dispatcher_app.ui.wording import clock_time, short_date, zone_mark

HEIGHT = 54
_WIDE_FROM = 1560


class HeaderBar(Bar):
    """Clock, figures, marks and the few buttons that concern the whole window."""

    refresh_pressed = Signal()
    theme_pressed = Signal()
    help_pressed = Signal()
    new_call_pressed = Signal()

    def __init__(self, identity: DeskIdentity, parent: QWidget | None = None) -> None:
        """Show who sits here; the rest comes with the board."""
        super().__init__(parent)
        self._can_take_calls = identity.can_dispatch
        self.clock_label = PlainLabel(26, 600)
        self.clock_label.setObjectName("clock_label")
        self.date_label = PlainLabel(14)
        self.date_label.setObjectName("date_label")
        self.clock_note = ClockNote()
        self.clock_note.setObjectName("clock_note")
        self.figure_strip = FigureStrip()
        self.figure_strip.setObjectName("figure_strip")
        self.demo_mark = DemoMark()
        self.demo_mark.setObjectName("demo_mark")
        self.data_age_chip = DataAgeChip()
        self.data_age_chip.setObjectName("data_age_chip")
        self.person_button = PersonButton(identity)
        self.person_button.setObjectName("person_button")
        self.new_call_button = NewCallButton()
        self.new_call_button.setObjectName("new_call_button")
        self.refresh_button = IconButton("refresh", "Refresh (F5)")
        self.refresh_button.setObjectName("refresh_button")
        self.theme_button = IconButton("sun", "Light theme (F9)")
        self.theme_button.setObjectName("theme_button")
        self.help_button = IconButton("help", "Keys (F1)")
        self.help_button.setObjectName("help_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setFixedHeight(HEIGHT)
        self.clock_label.setText("––:––:––")
        self.demo_mark.hide()
        self.new_call_button.setVisible(self._can_take_calls)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 0, 12, 0)
        layout.setSpacing(10)
        layout.addWidget(self.clock_label)
        layout.addWidget(self.date_label.as_secondary())
        layout.addWidget(self.clock_note)
        layout.addSpacing(8)
        layout.addWidget(self.figure_strip)
        layout.addStretch(1)
        layout.addWidget(self.new_call_button)
        layout.addWidget(self.demo_mark)
        layout.addWidget(self.data_age_chip)
        layout.addWidget(self.person_button)
        icons = QHBoxLayout()
        icons.setSpacing(0)
        for button in (self.refresh_button, self.theme_button, self.help_button):
            icons.addWidget(button)
        layout.addLayout(icons)

    def _connect(self) -> None:
        self.new_call_button.clicked.connect(self.new_call_pressed)
        self.refresh_button.clicked.connect(self.refresh_pressed)
        self.theme_button.clicked.connect(self.theme_pressed)
        self.help_button.clicked.connect(self.help_pressed)

    def show_clock(self, now: datetime, zone: tzinfo) -> None:
        """Show the server's time in the room's zone."""
        self.clock_label.setText(clock_time(now, zone))
        self.date_label.setText(short_date(now, zone))
        self.clock_label.setToolTip(f"{short_date(now, zone)}, the database's time, {zone_mark(now, zone)}")

    def show_desk(self, name: str) -> None:
        """Show which desk this is."""
        self.person_button.show_desk(name)

    def buttons(self) -> tuple[QWidget, ...]:
        """Give all that can be pressed, from left to right."""
        icons = (self.refresh_button, self.theme_button, self.help_button)
        return (*self.figure_strip.buttons(), self.new_call_button, self.person_button, *icons)

    def show_figures(self, words: RoomWords) -> None:
        """Show the numbers of the room."""
        self.figure_strip.show_figures(words)
        self._settle()

    def show_age(self, words: ChipWords) -> None:
        """Show how old the picture is."""
        self.data_age_chip.show_words(words)

    def show_clock_off(self, difference: timedelta | None) -> None:
        """Say how far this computer's clock is ahead of the one shown here (negative: behind); None: it is right."""
        before = self.clock_note.text()
        self.clock_note.show_difference(difference)
        if self.clock_note.text() != before:
            self._make_room()

    def show_demo(self, is_demo: bool) -> None:
        """Mark a demonstration; once shown the mark stays."""
        if is_demo:
            self.demo_mark.show()
            self._settle()

    def show_theme(self, tokens: Tokens) -> None:
        """Offer the other theme."""
        is_dark = tokens.name == DARK.name
        self.theme_button.show_icon("sun" if is_dark else "moon", f"{'Light' if is_dark else 'Dark'} theme (F9)")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack figures and words where there is little room."""
        super().resizeEvent(event)
        is_stacked = self.width() < _WIDE_FROM
        self.figure_strip.stack(is_stacked)
        self.demo_mark.stack(is_stacked)
        self.new_call_button.stack(is_stacked)
        self.clock_note.stack(is_stacked)
        self._make_room()

    def _make_room(self) -> None:
        """Let date and button give way to a note where all do not fit: tooltip and key have them too."""
        is_roomy = self.clock_note.isHidden() or self.width() >= _WIDE_FROM
        self.date_label.setVisible(is_roomy)
        self.new_call_button.setVisible(is_roomy and self._can_take_calls)
        self._settle()

    def _settle(self) -> None:
        settle(self.figure_strip)
        settle(self)
