"""The strip at the bottom: what the key will do, what came of the last time, what is not known, and the button."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from dispatcher_app.ui.dispatch.dispatch_button import DispatchButton
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.dispatch.prospect import DeskState, Prospect, button_words
from dispatcher_app.ui.plans.work_buttons import WorkButtons
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.panel import Bar, settle
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel

HEIGHT = 68
UNSETTLED_HEIGHT = 30


class DispatchBar(Bar):
    """Sentence, last outcome, button; above them, for as long as an order's end is not known, a line that says so."""

    dispatch_pressed = Signal()
    focus_left = Signal()

    def __init__(self, parent: QWidget | None = None, *, can_dispatch: bool = True) -> None:
        """Make a bar that promises nothing yet; it has no button for a person who may not dispatch."""
        super().__init__(parent)
        self._can_dispatch = can_dispatch
        self._kind: MessageKind | None = None
        self._held_kind: MessageKind | None = None
        self._is_locked = False
        self._unsettled = self._unknown_plans = ""
        self.prospect_icon = QLabel()
        self.prospect_icon.setObjectName("prospect_icon")
        self.prospect_label = PlainLabel(17, 500)
        self.prospect_label.setObjectName("prospect_label")
        self.outcome_icon = QLabel()
        self.outcome_icon.setObjectName("outcome_icon")
        self.outcome_label = PlainLabel(15)
        self.outcome_label.setObjectName("outcome_label")
        self.unsettled_icon = QLabel()
        self.unsettled_icon.setObjectName("unsettled_icon")
        self.unsettled_label = ElidedLabel(15, 600)
        self.unsettled_label.setObjectName("unsettled_label")
        self.lock_note_label = PlainLabel(14)
        self.lock_note_label.setObjectName("lock_note_label")
        self.work_buttons = WorkButtons()
        self.dispatch_button = DispatchButton()
        self.dispatch_button.setObjectName("dispatch_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setFixedHeight(HEIGHT)
        for label in (self.prospect_label, self.outcome_label):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.outcome_label.as_secondary()
        for icon in (self.prospect_icon, self.outcome_icon):
            icon.setFixedWidth(22)
            icon.hide()
        self.outcome_label.hide()
        self.lock_note_label.hide()
        self.dispatch_button.setVisible(self._can_dispatch)
        self.work_buttons.setVisible(self._can_dispatch)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.prospect_icon)
        row.addWidget(self.prospect_label, 9)
        row.addWidget(self.outcome_icon)
        row.addWidget(self.outcome_label, 4)
        row.addWidget(self.lock_note_label.as_secondary())
        row.addWidget(self.work_buttons)
        row.addWidget(self.dispatch_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 4, 10, 4)
        layout.setSpacing(0)
        layout.addLayout(self._unsettled_row())
        layout.addLayout(row, 1)

    def _unsettled_row(self) -> QHBoxLayout:
        for part in (self.unsettled_icon, self.unsettled_label):
            part.setFixedHeight(UNSETTLED_HEIGHT)
            part.hide()
        self.unsettled_icon.setFixedWidth(22)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.unsettled_icon)
        row.addWidget(self.unsettled_label, 1)
        return row

    def _connect(self) -> None:
        self.dispatch_button.clicked.connect(self._on_clicked)

    def show_prospect(self, prospect: Prospect, state: DeskState) -> None:
        """Spell out what the key would do."""
        if self.prospect_label.text() != prospect.sentence:
            self.prospect_label.setText(prospect.sentence)
        self.prospect_icon.setVisible(state.is_divert_asked)
        self.dispatch_button.show_words(button_words(state, prospect), is_pending=state.is_pending)
        is_live = prospect.can_send or (state.is_pending and not state.is_desk_locked)
        if not is_live and self.dispatch_button.hasFocus():
            self.focus_left.emit()
        self.dispatch_button.setEnabled(is_live)

    def show_message(self, text: str, kind: MessageKind) -> None:
        """Show the last outcome; it stays until the next. At a locked desk it waits, and no refusal gets lost."""
        if self._is_locked and self._held_kind is MessageKind.REFUSED and kind is not MessageKind.REFUSED:
            return
        self._held_kind = kind if self._is_locked else None
        self._kind = kind
        self.outcome_label.setText(text)
        self._show_outcome()

    def show_locked(self, *, is_locked: bool) -> None:
        """Cover what was said and done here, or uncover it together with what came meanwhile."""
        self._is_locked = is_locked
        self._held_kind = None
        self.work_buttons.setEnabled(not is_locked)
        self.show_lock_note("")
        self._show_outcome()

    def show_lock_note(self, text: str) -> None:
        """Say quietly that the desk is about to lock; empty takes it back."""
        self.lock_note_label.setText(text)
        self.lock_note_label.setVisible(bool(text) and not self._is_locked)

    def _show_outcome(self) -> None:
        is_shown = bool(self.outcome_label.text()) and not self._is_locked
        self.outcome_icon.setVisible(is_shown)
        self.outcome_label.setVisible(is_shown)
        self.show_theme(tokens_of(self.palette()))

    @Slot(str)
    def show_unsettled(self, text: str) -> None:
        """Say what is not known yet of orders sent; it stands there until it is taken back by an empty text."""
        self._unsettled = text
        self._show_unsettled()

    @Slot(str)
    def show_unknown_plans(self, text: str) -> None:
        """Say what is not known yet of orders about running work; an empty text takes it back."""
        self._unknown_plans = text
        self._show_unsettled()

    def _show_unsettled(self) -> None:
        text = "   ·   ".join(part for part in (self._unsettled, self._unknown_plans) if part)
        if text == self.unsettled_label.text():
            return
        self.unsettled_label.setText(text)
        self.unsettled_label.setAccessibleName(text)
        self.unsettled_icon.setVisible(bool(text))
        self.unsettled_label.setVisible(bool(text))
        self.setFixedHeight(HEIGHT + (UNSETTLED_HEIGHT if text else 0))
        settle(self)

    def show_theme(self, tokens: Tokens) -> None:
        """Draw the icons in these colours: the bar's own palette may not have followed yet."""
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        for icon in (self.unsettled_icon, self.prospect_icon):
            icon.setPixmap(themed_pixmap("alert-triangle", tokens.caution_text, 20, ratio))
        if self._kind is None:
            return
        colour = tokens.caution_text if self._kind is MessageKind.REFUSED else tokens.text_secondary
        self.outcome_icon.setPixmap(themed_pixmap(self._kind.value, colour, 20, ratio))

    @Slot()
    def _on_clicked(self) -> None:
        self.dispatch_pressed.emit()
