"""Where the embedded server lives, and who may enter there.

What this makes, it opens or closes as the server needs it; what was there before keeps its mode. Nothing is ever done
through a link that somebody else may have laid.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dispatcher_app.domain.errors import Unavailable

_SYSTEM_USER = "dispatcher-db"
_SOCKET_NAME_LIMIT = 90
"""Bytes: the system allows 107 for the whole name, and PostgreSQL adds its own."""
_READ_BY_A_SHELL = '"$`\\'
"""PostgreSQL's tools put the path of their own programs into a shell's double quotes."""


@dataclass(frozen=True, slots=True)
class EmbeddedPlaces:
    """Where the server keeps its data, and where its socket is (a short path, closed to other people)."""

    data: Path
    socket: Path

    @classmethod
    def under(cls, data: Path) -> "EmbeddedPlaces":
        """Choose the socket's folder by the data's alone, so that all desks of a person agree on it."""
        beside = data / "socket"
        # libpq takes a comma for the end of one server's name.
        if len(os.fsencode(beside)) <= _SOCKET_NAME_LIMIT and "," not in str(beside):
            return cls(data, beside)
        digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        return cls(data, Path("/tmp", f"dispatcher-{digest}"))  # noqa: S108  (TMPDIR may differ between two shells)


def server_account() -> pwd.struct_passwd | None:
    """Give the account that the server runs as, where that is not this person's own (root only). Raises Unavailable."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(_SYSTEM_USER)
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise Unavailable("As root, the embedded database needs a system user that useradd makes; it is not installed.")
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER]
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        raise Unavailable(f"As root, the embedded database needs the system user {_SYSTEM_USER}: make it.") from None


def make_data_folder(places: EmbeddedPlaces, account: pwd.struct_passwd | None) -> None:
    """Make the data folder unless it is there. Raises Unavailable for one that cannot do, OSError."""
    nearest = next(path for path in (places.data, *places.data.parents) if path.exists())
    if not nearest.is_dir():
        raise Unavailable("The data folder is no folder. Choose another with DISPATCHER_DATA_DIR.")
    _check_name(places, account)
    if account is None:
        with suppress(FileExistsError):
            places.data.parent.mkdir(parents=True, exist_ok=True)
            places.data.mkdir(mode=0o700)
    else:
        for missing in reversed([path for path in (places.data, *places.data.parents) if not path.exists()]):
            with suppress(FileExistsError):
                missing.mkdir()
                # Whatever the umask says: the server's account has to pass.
                missing.chmod(0o755)
    if account is not None and not _may_enter(places.data, account):
        raise Unavailable(
            f"The data folder, or one above it, is closed to {account.pw_name}, the account that root's database runs "
            "as. Let others enter it (chmod o+x), or choose another with DISPATCHER_DATA_DIR."
        )


def make_socket_folder(places: EmbeddedPlaces, account: pwd.struct_passwd | None) -> None:
    """Make the socket's folder, or take the one there, if it is ours. Raises Unavailable for a link or another's."""
    with suppress(FileExistsError):
        places.socket.mkdir(mode=0o700)
    owners = {os.geteuid()} if account is None else {os.geteuid(), account.pw_uid}
    try:
        # All further steps act on what is opened here, whatever the name may come to mean meanwhile.
        opened = os.open(places.socket, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        raise _somebody_elses() from None
    try:
        found = os.fstat(opened)
        if found.st_uid not in owners:
            raise _somebody_elses()
        if account is not None and found.st_uid != account.pw_uid:
            os.fchown(opened, account.pw_uid, account.pw_gid)
        if stat.S_IMODE(found.st_mode) != 0o700:
            os.fchmod(opened, 0o700)
    finally:
        os.close(opened)


def remove_socket_folder(places: EmbeddedPlaces) -> None:
    """Take the folder of a stopped server's socket away; with anything in it, it stays."""
    with suppress(OSError):
        places.socket.rmdir()


def _check_name(places: EmbeddedPlaces, account: pwd.struct_passwd | None) -> None:
    if len(os.fsencode(places.socket)) > _SOCKET_NAME_LIMIT:
        raise Unavailable("The folder for the database's socket has too long a name.")
    # A strange byte is not printable either: Python reads it as half a character.
    if not str(places.data).isprintable():
        raise Unavailable("The data folder's name cannot be printed. Choose another with DISPATCHER_DATA_DIR.")
    if account is not None and any(character in str(places.data) for character in _READ_BY_A_SHELL):
        raise Unavailable(
            "As root, the data folder's name may not hold any of \" $ ` \\. Choose another with DISPATCHER_DATA_DIR."
        )


def _may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Ask the system itself: modes alone do not tell what access lists and mounts allow."""
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
        check=False,
        capture_output=True,
        cwd="/",
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )
    return done.returncode == 0


def _somebody_elses() -> Unavailable:
    return Unavailable("The folder for the database's socket is a link, or belongs to somebody else.")
