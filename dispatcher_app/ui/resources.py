"""Where fonts and icons lie: beside the program in a bundle, in the repository, or inside the installed package."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(name: str) -> Path:
    """Locate a file below `resources`, such as "icons/moon.svg"."""
    return _resource_folder() / name


def _resource_folder() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    in_repository = _PACKAGE.parent / "resources"
    if (in_repository / "fonts").is_dir():
        return in_repository
    return _PACKAGE / "resources"
