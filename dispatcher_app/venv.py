"""Where the locked packages are installed, and whether they are all there.

The standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class Venv:
    """One virtual environment and the stamp that says what it was completed for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.python = path / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = path / "dispatcher-stamp.json"
        self.log = path / "setup.log"

    def facts(self, *, develop: bool) -> dict[str, str]:
        """Return what the stamp must say for this project as it is now."""
        locks = ("run", "develop") if develop else ("run",)
        hashes = {name: hashlib.sha256(lock_file(name).read_bytes()).hexdigest() for name in locks}
        return {"place": str(self.path), "base": os.path.realpath(self.python), **hashes}

    def is_sound(self) -> bool:
        """Return whether it was completed once, at this place, by a Python that is still there."""
        wanted = {"place": str(self.path), "base": os.path.realpath(self.python)}
        return self._agrees(wanted) and os.access(self.python, os.X_OK)

    def is_ready(self, *, develop: bool) -> bool:
        """Return whether it is sound and holds the locked packages."""
        return self.is_sound() and self._agrees(self.facts(develop=develop))

    def is_running(self) -> bool:
        """Return whether this process is its Python."""
        return os.path.realpath(sys.prefix) == os.path.realpath(self.path)

    def write_stamp(self, *, develop: bool) -> None:
        """Declare it complete, in one step that cannot be half done."""
        draft = self.stamp.with_suffix(".new")
        draft.write_text(json.dumps(self.facts(develop=develop)), encoding="utf-8")
        draft.replace(self.stamp)

    def _agrees(self, wanted: dict[str, str]) -> bool:
        try:
            stamped = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(stamped, dict) and all(stamped.get(key) == value for key, value in wanted.items())


def choose_venv(*, develop: bool) -> Venv:
    """Return the project's venv; where that is not this user's to write or use, one in the user's data folder."""
    beside = Venv(PROJECT / ".venv")
    if beside.is_ready(develop=develop) or os.access(beside.path if beside.path.exists() else PROJECT, os.W_OK):
        return beside
    data = Path(os.environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser())
    return Venv(data / "dispatcher" / f"venv-{hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]}")


def lock_file(name: str) -> Path:
    """Return the lock `run` or `develop`."""
    return PROJECT / "resources" / "locks" / f"{name}.txt"
