"""What is missing on a machine is said in one sentence, before Qt could abort."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

from dispatcher_app import launch, machine

if TYPE_CHECKING:
    from pathlib import Path

LDD = """\
/x/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffc8a5f2000)
\tlibxcb-cursor.so.0 => not found
\tlibQt6Gui.so.6 => /x/libQt6Gui.so.6 (0x00007f2d1c000000)
\tlibEGL.so.1 => not found
/x/libqoffscreen.so:
\tlibEGL.so.1 => not found
"""

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="displays and libraries are looked at on Linux only")


def test_ldd_names_each_missing_library_once() -> None:
    """Libraries that were found, and second mentions, are left out."""
    assert machine.missing_sonames(LDD) == ["libEGL.so.1", "libxcb-cursor.so.0"]


@pytest.mark.parametrize(
    ("soname", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libGL.so.1", "libgl1"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libbrotlidec.so.1", "libbrotli1"),
    ],
)
def test_the_package_of_a_library(soname: str, package: str) -> None:
    """Debian's naming rule, and the names that do not follow it."""
    assert machine.package_of(soname) == package


def test_the_sentence_gives_the_line_to_type() -> None:
    """On Debian; elsewhere it names the libraries; and with nothing missing, what the loader said."""
    missing = machine.missing_sonames(LDD)
    with_apt = machine.library_sentence(missing, "", has_apt=True)
    assert with_apt.endswith("sudo apt-get install libegl1 libxcb-cursor0")
    assert "libEGL.so.1, libxcb-cursor.so.0" in machine.library_sentence(missing, "", has_apt=False)
    assert "GLIBC_2.34" in machine.library_sentence([], "version GLIBC_2.34 not found", has_apt=True)


@linux_only
def test_a_library_that_does_not_load_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never an exception, and never Qt's abort."""
    monkeypatch.setattr(machine, "qt_files", lambda _platform: [tmp_path / "libqxcb.so"])
    monkeypatch.setattr(machine, "missing_libraries", lambda: ["libxcb-cursor.so.0"])
    assert "libxcb-cursor" in (launch.library_problem() or "")


def test_package_lists_are_fetched_only_when_needed() -> None:
    """`apt-get update` comes between two tries, not before the first."""
    asked: list[str] = []

    def run(command: list[str]) -> int:
        asked.append(next(word for word in command if word in {"install", "update"}))
        return 0 if "update" in asked else 100

    assert machine.apt_install(["libegl1"], run)
    assert asked == ["install", "update", "install"]
    assert machine.apt_install(["libegl1"], run)
    assert asked[3:] == ["install"]


@pytest.fixture
def bare_display(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no display and no platform."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@linux_only
def test_no_display(bare_display: pytest.MonkeyPatch) -> None:
    """Nothing is named: the sentence says there is none; offscreen needs none."""
    assert "no display" in (launch.display_problem() or "")
    for platform in ("offscreen", "minimal", "offscreen:configfile=/x.json"):
        bare_display.setenv("QT_QPA_PLATFORM", platform)
        assert launch.display_problem() is None


@linux_only
@pytest.mark.parametrize("platform", ["", "xcb"])
def test_a_dead_display_is_named(bare_display: pytest.MonkeyPatch, platform: str) -> None:
    """DISPLAY is set, and nobody listens there."""
    bare_display.setenv("DISPLAY", ":64999")
    bare_display.setenv("QT_QPA_PLATFORM", platform)
    assert launch.display_problem() == "The display :64999 does not answer. Start Dispatcher from a desktop session."


@linux_only
def test_a_wayland_compositor_answers(bare_display: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its socket takes the connection while it listens, and no longer."""
    bare_display.chdir(tmp_path)
    bare_display.setenv("XDG_RUNTIME_DIR", ".")
    bare_display.setenv("WAYLAND_DISPLAY", "wayland-9")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("wayland-9")
        server.listen()
        assert launch.display_problem() is None
    assert "wayland-9" in (launch.display_problem() or "")
