"""Where the story stands: in the details' place, and in a low window in that of the ambulances too."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from dispatcher_app.ui.story.story_panel import StoryPanel

_STORY_STRETCH, _AMBULANCES_STRETCH = 3, 2


class StoryPlace(QObject):
    """Opens and closes the story in one column of the desk. `changed` carries whether it can be seen now.

    `closed` gives the keyboard back to whoever shows the calls.
    """

    changed = Signal(bool)
    closed = Signal()

    def __init__(self, column: QVBoxLayout, stack: QStackedWidget, ambulances: QWidget, panel: StoryPanel) -> None:
        """Take a column of two parts: a stack with the details at its bottom, and below it the ambulances."""
        super().__init__(stack)
        self._column = column
        self._panel = panel
        self._stack, self._ambulances = stack, ambulances
        self._is_open = self._is_covered = self._is_roomy = False
        self._stack.addWidget(panel)
        self._arrange()
        panel.left.connect(self.closed)

    def is_seen(self) -> bool:
        """Tell whether the story can be seen."""
        return self._is_open and not self._is_covered

    @Slot()
    def toggle(self) -> None:
        """Open the story and put the keyboard on it, or close it."""
        if self._is_open:
            self.close()
            self.closed.emit()
        else:
            self._open()
            self._panel.take_keyboard()

    @Slot()
    def begin_note(self) -> None:
        """Open the story if need be, with the keyboard where a note is typed."""
        if not self._is_open:
            self._open()
        self._panel.foot.begin()

    def _open(self) -> None:
        self._is_open = True
        self._arrange()
        self.changed.emit(self.is_seen())

    def close(self) -> None:
        """Give the details and the ambulances their places back; whoever calls has the keyboard."""
        if self._is_open:
            self._is_open = False
            self._arrange()
            self.changed.emit(False)  # noqa: FBT003  (the signal's own word)

    def make_way(self) -> None:
        """Close the story where it stands in the ambulances' place too."""
        if not self._is_roomy:
            self.close()

    def show_room(self, *, is_roomy: bool) -> None:
        """Follow the window's height."""
        if is_roomy is not self._is_roomy:
            self._is_roomy = is_roomy
            self._arrange()

    def show_covered(self, *, is_covered: bool) -> None:
        """Make way for what covers the details, such as the lock, or come back."""
        if is_covered is not self._is_covered:
            self._is_covered = is_covered
            self._arrange()
            self.changed.emit(self.is_seen())

    def _arrange(self) -> None:
        is_seen = self.is_seen()
        # Unseen, the story takes no part in how high the details are.
        upright = QSizePolicy.Policy.Expanding if is_seen else QSizePolicy.Policy.Ignored
        self._panel.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
        if not self._is_covered:
            self._stack.setCurrentIndex(self._stack.indexOf(self._panel) if is_seen else 0)
        self._column.setStretch(0, _STORY_STRETCH if is_seen else 0)
        self._column.setStretch(1, _AMBULANCES_STRETCH if is_seen else 1)
        self._ambulances.setVisible(not (is_seen and not self._is_roomy))
