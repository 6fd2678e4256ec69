"""What somebody filled in to log in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LogInForm:
    """A server profile by its name, a log-in, and the password, which no repr tells.

    `keep` asks for the password to be kept in the computer's keyring. `was_kept`: the keyring had one and ticked the
    box, so that without `keep` it is to be forgotten.
    """

    server: str
    login: str
    password: str = field(repr=False)
    keep: bool = False
    was_kept: bool = False
