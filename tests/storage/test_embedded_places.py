"""Where the embedded server may live: folders of any name and mode, none of them changed, none of them a trap."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from tests.concurrency.desk_pool import DeskPool
from tests.storage import machine

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's server has an account of its own")


@pytest.fixture(scope="module")
def made() -> Iterator[EmbeddedPlaces]:
    """A server made and stopped once, from a shell that closes whatever it makes."""
    with machine.own_folder() as places, DeskPool(1) as desks:
        desks.run(machine.come_with_umask, places, 0o077)
        desks.run(machine.leave)
        yield places


@pytest.fixture(scope="module")
def desks() -> Iterator[DeskPool]:
    """One desk."""
    with DeskPool(1) as pool:
        yield pool


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that everybody may enter."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-test-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)


def come_and_leave(desks: DeskPool, places: EmbeddedPlaces) -> None:
    desks.run(machine.come, places)
    desks.run(machine.leave)
    assert not machine.is_answering(places)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_umask_that_closes_everything_does_not_close_the_programs(made: EmbeddedPlaces) -> None:
    is_root = os.geteuid() == 0
    assert mode(made.data) == (0o755 if is_root else 0o700)
    for path in made.data.glob("installation-*/**/*"):
        assert mode(path) & 0o444 == 0o444 or path.is_symlink(), path


@pytest.mark.parametrize(
    "name", ["it's a folder", "Größe (größer)", "a,b", 'the "desk"', "cost $HOME", "back\\slash", "`id`"]
)
def test_any_name_of_a_folder_will_do(desks: DeskPool, made: EmbeddedPlaces, folder: Path, name: str) -> None:
    places = EmbeddedPlaces.under(folder / name)
    if os.geteuid() == 0 and set(name) & set('"$`\\'):
        with pytest.raises(Unavailable, match="As root, the data folder's name may not hold any of"):
            EmbeddedServer(places).start()
        return
    machine.copy_made_cluster(made, places)
    come_and_leave(desks, places)


@pytest.mark.parametrize("name", ["line\nbreak", "\udc80"])
def test_a_name_that_cannot_be_printed_is_told(folder: Path, name: str) -> None:
    with pytest.raises(Unavailable, match="cannot be printed"):
        EmbeddedServer(EmbeddedPlaces.under(folder / name)).start()


def test_a_folder_that_was_there_keeps_its_mode(desks: DeskPool, made: EmbeddedPlaces, folder: Path) -> None:
    places = EmbeddedPlaces.under(folder / "data")
    machine.copy_made_cluster(made, places)
    places.data.chmod(0o1777)
    come_and_leave(desks, places)
    assert mode(places.data) == 0o1777


def test_a_long_names_socket_is_elsewhere_and_goes_with_the_server(
    desks: DeskPool, made: EmbeddedPlaces, folder: Path
) -> None:
    places = EmbeddedPlaces.under(folder / ("x" * 80))
    assert places.socket.parent != places.data
    machine.copy_made_cluster(made, places)
    come_and_leave(desks, places)
    assert not places.socket.exists()


def test_a_link_in_place_of_the_socket_is_not_followed(made: EmbeddedPlaces, folder: Path) -> None:
    target = folder / "somebody's"
    target.mkdir(mode=0o750)
    before = target.stat()
    places = EmbeddedPlaces(folder / "data", folder / "socket")
    machine.copy_made_cluster(made, places)
    places.socket.symlink_to(target)
    with pytest.raises(Unavailable, match="is a link, or belongs to somebody else"):
        EmbeddedServer(places).start()
    after = target.stat()
    assert (after.st_mode, after.st_uid) == (before.st_mode, before.st_uid)


@needs_root
def test_another_persons_folder_in_place_of_the_socket_is_not_taken(made: EmbeddedPlaces, folder: Path) -> None:
    places = EmbeddedPlaces(folder / "data", folder / "socket")
    machine.copy_made_cluster(made, places)
    places.socket.mkdir(mode=0o755)
    os.chown(places.socket, 65534, 65534)
    with pytest.raises(Unavailable, match="is a link, or belongs to somebody else"):
        EmbeddedServer(places).start()
    assert (places.socket.stat().st_uid, mode(places.socket)) == (65534, 0o755)


@needs_root
def test_a_folder_closed_to_the_servers_account_is_one_sentence(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Unavailable, match="is closed to dispatcher-db") as caught:
        EmbeddedServer(EmbeddedPlaces.under(closed / "data")).start()
    assert mode(closed) == 0o700
    assert str(folder) not in str(caught.value)


def test_a_program_that_fails_is_named_without_a_path(folder: Path) -> None:
    places = EmbeddedPlaces.under(folder / "data")
    cluster = places.data / "postgresql-18"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("17\n", encoding="utf-8")
    server = EmbeddedServer(places)
    with pytest.raises(Unavailable, match=r"could not run pg_ctl\..* in setup.log in the data folder") as caught:
        server._pg_ctl("start", "--wait")
    assert str(folder) not in str(caught.value)
