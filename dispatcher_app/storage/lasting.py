"""What is to outlast a power cut of this machine."""

import os
from pathlib import Path


def make_names_last(folder: Path) -> None:
    """Put a folder's list of names on the disk; where a folder cannot be opened for that, the system does it itself."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
