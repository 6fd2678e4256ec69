"""What the lock's card hands over when somebody wants the desk back. No Qt."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class UnlockAttempt:
    """A password on its way to the server: it is neither logged nor kept."""

    password: str = field(repr=False)
