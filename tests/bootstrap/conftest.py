"""A workstation where somebody is asked to log in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.log_in_desk import LogInDesk
from dispatcher_app.config import AppConfig, ServerProfile
from tests.bootstrap.log_in_desks import CITY, COUNTY, InMemory, Open
from tests.e2e.desks import ensure_theme


@pytest.fixture
def kept() -> Iterator[dict[tuple[str, str], str]]:
    """What this computer's keyring keeps."""
    before = keyring.get_keyring()
    backend = InMemory()
    keyring.set_keyring(backend)
    yield backend.kept
    keyring.set_keyring(before)


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Ask at a workstation that knows two servers."""
    ensure_theme(qtbot)
    opened: list[LogInDesk] = []

    def open_one(login: str = "anna", server: ServerProfile | None = COUNTY, **more: Any) -> LogInDesk:
        config = AppConfig(tmp_path, tmp_path, server, (COUNTY, CITY), login=login)
        opened.append(LogInDesk(config))
        opened[-1].ask(**more)
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()
