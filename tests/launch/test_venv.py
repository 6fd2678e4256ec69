"""A set-up counts only for this place, this Python and these locks; it can live in the user's folder."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from dispatcher_app import venv
from dispatcher_app.venv import Venv

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def complete(tmp_path: Path) -> Venv:
    """A venv with nothing in it but a Python and a stamp for the run packages, in a folder with a space."""
    made = Venv(tmp_path / "the desk" / ".venv")
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to(sys.executable)
    made.write_stamp(develop=False)
    return made


def test_a_stamped_venv_is_ready(complete: Venv) -> None:
    """The stamp is written in one step, so nothing of a draft remains."""
    assert complete.is_ready(develop=False)
    assert [path.name for path in complete.path.iterdir() if path.is_file()] == ["dispatcher-stamp.json"]


def test_develop_packages_are_a_want_of_their_own(complete: Venv) -> None:
    """The run packages do not do for the tests, the test packages do for a run."""
    assert not complete.is_ready(develop=True)
    complete.write_stamp(develop=True)
    assert complete.is_ready(develop=True)
    assert complete.is_ready(develop=False)


def test_another_lock_is_noticed(complete: Venv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update the packages are installed again, into a venv that is otherwise sound."""
    lock = tmp_path / "resources" / "locks" / "run.txt"
    lock.parent.mkdir(parents=True)
    lock.write_text("click==1.0\n", encoding="utf-8")
    monkeypatch.setattr(venv, "PROJECT", tmp_path)
    assert complete.is_sound()
    assert not complete.is_ready(develop=False)


def test_a_moved_venv_is_noticed(complete: Venv) -> None:
    """The scripts in a venv name its place, so a copy elsewhere does not count."""
    moved = Venv(complete.path.rename(complete.path.with_name("moved")))
    assert moved.stamp.exists()
    assert not moved.is_sound()


def test_a_python_that_vanished_is_noticed(complete: Venv) -> None:
    """As after an upgrade of the system's Python."""
    complete.python.unlink()
    complete.python.symlink_to("/nowhere/python3")
    assert not complete.is_sound()


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "{}"])
def test_a_damaged_stamp_does_not_count(complete: Venv, text: str) -> None:
    """Half a file, or another file, is no stamp."""
    complete.stamp.write_text(text, encoding="utf-8")
    assert not complete.is_sound()


def test_the_stamp_names_no_more_than_it_must(complete: Venv) -> None:
    """Place, Python and lock hashes are what it is compared by."""
    assert set(json.loads(complete.stamp.read_text(encoding="utf-8"))) == {"place", "base", "run"}


def test_a_project_of_somebody_else_gets_a_venv_per_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two users of one read-only clone each have their own, and two clones do not share one."""
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(venv, "PROJECT", tmp_path / "one")
    lock = tmp_path / "one" / "resources" / "locks" / "run.txt"
    lock.parent.mkdir(parents=True)
    lock.touch()
    first = venv.choose_venv(develop=False)
    assert first.path.parent == tmp_path / "data" / "dispatcher"
    (tmp_path / "one").rename(tmp_path / "two")
    monkeypatch.setattr(venv, "PROJECT", tmp_path / "two")
    assert venv.choose_venv(develop=False).path != first.path


def test_a_writable_project_keeps_its_venv_beside_main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual case."""
    monkeypatch.setattr(venv, "PROJECT", tmp_path)
    assert venv.choose_venv(develop=False).path == tmp_path / ".venv"


def pins(name: str) -> set[str]:
    """Return the `name==version` lines of a lock."""
    return set(re.findall(r"^[a-z0-9.-]+==\S+", venv.lock_file(name).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_tests_run_against_the_packages_that_are_shipped() -> None:
    """Everything in the run lock is in the develop lock, in the same version."""
    assert pins("run")
    assert pins("run") <= pins("develop")


@pytest.mark.parametrize("name", ["run", "develop"])
def test_a_lock_names_hashes_and_no_place(name: str) -> None:
    """Each package has a hash, and neither an index nor a folder of somebody's machine is in there."""
    text = venv.lock_file(name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(pins(name))
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"https?:|file:|--index|--find-links|--trusted|/(root|home|tmp|work)/", text)
