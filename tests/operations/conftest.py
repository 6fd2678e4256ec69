"""What tests of operations may ask for."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.control_room import ControlRoomBuilder
from tests.operations.shift import Shift
from tests.password_room import PasswordRoom


@pytest.fixture
def shift(password_room: PasswordRoom, room: ControlRoomBuilder) -> Iterator[Shift]:
    """A room at work."""
    with ExitStack() as stack:
        yield Shift(password_room, room, stack)
