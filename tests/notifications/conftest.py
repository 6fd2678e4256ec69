"""A post office in a test's room."""

import pytest

from tests.control_room import ControlRoomBuilder
from tests.notifications.post_office import PostBox, PostOffice


@pytest.fixture
def office(room: ControlRoomBuilder) -> PostOffice:
    """Nobody is told anything yet."""
    return PostOffice(room)


@pytest.fixture
def box() -> PostBox:
    """Takes everything."""
    return PostBox()
