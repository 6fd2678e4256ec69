"""The second key that sends to a hospital which diverts. No Qt."""

from collections.abc import Callable, Hashable

_SHORTEST_THOUGHT_S = 0.5
"""What follows sooner is one press that bounced, or a double click: nobody has read anything in between."""


class DivertQuestion:
    """Remembers about what a first press has asked; as soon as it is about something else, nothing has been asked."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Begin with nothing asked; `monotonic` gives seconds that only ever go on."""
        self._monotonic = monotonic
        self._about: Hashable | None = None
        self._asked_at = 0.0

    def follow(self, about: Hashable | None) -> bool:
        """Take what a press would be about now (None: nothing that has to be asked); tell whether that was asked."""
        if about != self._about:
            self._about = None
        return self._about is not None

    def press(self, about: Hashable) -> bool:
        """Take a press: the first one asks, and any that comes long enough after it answers; True for an answer."""
        if self.follow(about):
            return self._monotonic() - self._asked_at >= _SHORTEST_THOUGHT_S
        self._about, self._asked_at = about, self._monotonic()
        return False
