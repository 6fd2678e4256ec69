"""What this machine must have before Qt may start: system libraries it can load, and a display that answers.

Where one is missing Qt ends the process with a message that names the wrong thing, so it is asked here first.
The standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

IRREGULAR_PACKAGES = {
    "libz.so.1": "zlib1g",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libbrotlidec.so.1": "libbrotli1",
    "libbrotlicommon.so.1": "libbrotli1",
}


def missing_sonames(ldd_output: str) -> list[str]:
    """Return the libraries that `ldd` did not find, each once, sorted."""
    return sorted({line.split()[0] for line in ldd_output.splitlines() if line.endswith("not found") and "=>" in line})


def package_of(soname: str) -> str:
    """Return the Debian package of a shared library, which by Debian's naming rule follows from its soname."""
    name, _, version = soname.partition(".so.")
    plain = name.lower().replace("_", "-")
    return IRREGULAR_PACKAGES.get(soname) or f"{plain}{'-' if plain[-1:].isdigit() else ''}{version}"


def qt_files(platform: str | None) -> list[Path]:
    """Return the Qt files a window on this platform needs, without importing Qt."""
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return []
    qt = Path(spec.submodule_search_locations[0]) / "Qt"
    plugin = (platform or os.environ.get("QT_QPA_PLATFORM") or "xcb").partition(";")[0].partition(":")[0]
    return [qt / "plugins" / "platforms" / f"libq{plugin}.so", qt / "lib" / "libQt6Widgets.so.6"]


def missing_libraries() -> list[str]:
    """Return the sonames that `ldd` cannot find for Qt, whichever platform it will be used on."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return []
    files = [str(file) for platform in ("xcb", "offscreen") for file in qt_files(platform)]
    listing = subprocess.run([ldd, *files], capture_output=True, text=True, check=False)  # noqa: S603
    return missing_sonames(listing.stdout)


def missing_packages() -> list[str]:
    """Return the Debian packages of the missing libraries."""
    return sorted({package_of(soname) for soname in missing_libraries()})


def library_problem(platform: str | None = None) -> str | None:
    """Return a sentence when Qt cannot be loaded for want of system libraries, with what to install."""
    if sys.platform != "linux":
        return None
    try:
        for file in qt_files(platform):
            ctypes.CDLL(str(file))
    except OSError as error:
        return library_sentence(missing_libraries(), str(error), has_apt=shutil.which("apt-get") is not None)
    return None


def library_sentence(missing: list[str], error: str, *, has_apt: bool) -> str:
    """Return what to say about missing libraries, or about the loader's error when none is missing."""
    if not missing:
        return f"Qt cannot be loaded on this system: {error}"
    if has_apt:
        return f"System libraries are missing. {install_line(sorted({package_of(soname) for soname in missing}))}"
    return f"System libraries are missing; install the packages that hold {', '.join(missing)}."


def install_line(packages: list[str]) -> str:
    """Return the sentence with the line to type."""
    return f"Install what is needed with: sudo apt-get install {' '.join(packages)}"


def may_install() -> bool:
    """Return whether this process may install Debian packages by itself."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str], run: Callable[[list[str]], int]) -> bool:
    """Install Debian packages through the runner, fetching the package lists only if it fails without."""
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    return run(install) == 0 or (run([*apt, "update"]) == 0 and run(install) == 0)


def display_problem() -> str | None:
    """Return a sentence when there is no display that answers, where Qt would abort."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if sys.platform != "linux" or wanted not in ("", "xcb", "wayland"):
        return None
    if (wanted != "xcb" and wayland_answers()) or (wanted != "wayland" and x_answers()):
        return None
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if named:
        return f"The display {named} does not answer. Start Dispatcher from a desktop session."
    return "There is no display to open the window on. Start Dispatcher from a desktop session."


def wayland_answers() -> bool:
    """Return whether a Wayland compositor accepts connections."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name)) == 0


def x_answers() -> bool:
    """Return whether an X server lets us in."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    is_open = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return is_open
