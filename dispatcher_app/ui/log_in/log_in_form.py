"""What somebody filled in to log in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LogInForm:
    """A server profile by its name, a log-in, and the password, which no repr tells.

    `keep` asks for the password to be kept in the computer's keyring; without it a kept one is to be forgotten.
    """

    server: str
    login: str
    password: str = field(repr=False)
    keep: bool = False
