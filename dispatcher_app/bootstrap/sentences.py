"""What a person is told of an error that ended something."""

from dispatcher_app.domain.errors import DispatcherError


def sentence_of(error: Exception) -> str:
    """Say why something cannot be; of a fault of ours only that it is one."""
    return str(error) if isinstance(error, DispatcherError) else "A fault in this desk, written to its log."
