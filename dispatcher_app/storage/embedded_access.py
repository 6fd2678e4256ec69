"""Whom the PostgreSQL that comes along lets in, and which of its databases ask for a password.

Only this machine reaches it, through a folder that is closed to other accounts: whoever can, may be anybody, except in
a database that people share and that asks each for a password. The account the server runs as stays its administrator.
"""

import os
import pwd
import re
import tempfile
from pathlib import Path

SUPERUSER = "postgres"

_FILE = "pg_hba.conf"
_ASKING = re.compile(r'^local "([^"]+)" all scram-sha-256$', re.MULTILINE)


def asks_passwords(cluster: Path, database: str) -> bool:
    """Tell whether a database of this server asks for passwords. Raises OSError."""
    return database in _asking(cluster)


def ask_passwords(cluster: Path, database: str, owner: pwd.struct_passwd | None) -> None:
    """Let a database ask everybody for a password, from when the server reads its files again. Raises OSError."""
    asking = sorted(_asking(cluster) | {database})
    lines = [f'local "{name}" all scram-sha-256' for name in asking]
    text = "\n".join([f"local all {SUPERUSER} trust", *lines, "local all all trust", ""])
    descriptor, name = tempfile.mkstemp(prefix=f"{_FILE}.new-", dir=cluster)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    if owner is not None:
        os.chown(name, owner.pw_uid, owner.pw_gid)
    # In one step: a server that found half a file would let nobody in.
    Path(name).rename(cluster / _FILE)


def _asking(cluster: Path) -> set[str]:
    return set(_ASKING.findall((cluster / _FILE).read_text(encoding="utf-8")))
