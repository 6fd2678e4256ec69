"""Which lines to a server may carry people's names and passwords.

To any host but this machine a line is encrypted, and the server proves its name by a certificate, before anything else
is sent. Less than that is done only where the server's profile says so; an address or the environment alone cannot.
"""

import os
import ssl
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from psycopg import pq

from dispatcher_app.domain.errors import InvalidInput


class Tls(StrEnum):
    """What a server has to prove, in libpq's words, the least first."""

    DISABLE = "disable"
    """Nothing; the line is not encrypted."""
    REQUIRE = "require"
    """Nothing; the line is encrypted, with whoever answers."""
    VERIFY_CA = "verify-ca"
    """That its certificate is from the right issuer."""
    VERIFY_FULL = "verify-full"
    """That, and that the certificate is for the host asked for."""


_CONSULTED = ("host", "hostaddr", "sslmode", "sslrootcert", "require_auth")

_WEAKEST_FIRST = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_WEAK = _WEAKEST_FIRST[:4]

_ISSUERS_OF_THE_SYSTEM = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def secured(given: Mapping[str, Any], tls: Tls | None, root_certificate: str) -> dict[str, str]:
    """Give what has to outweigh an address's own parameters for the line to be safe; the address is taken apart.

    `tls` None: verify-full to other machines, libpq's own choice on this one.
    Raises InvalidInput if address or environment ask for less than `tls`.
    """
    filled_in = _filled_in()
    effective = {**filled_in, **given}
    if tls is None and _stays_here(given, effective):
        return {"sslrootcert": root_certificate} if root_certificate else {}
    mode = _mode(given, filled_in, tls or Tls.VERIFY_FULL)
    safe = {"sslmode": mode}
    if root_certificate or mode not in _WEAK:
        safe["sslrootcert"] = root_certificate or _issuers(str(effective.get("sslrootcert", "")), mode)
    if mode != Tls.DISABLE:
        # Kerberos' own encryption would come first, and TLS with its certificates then not at all.
        safe["gssencmode"] = "disable"
    if mode in _WEAK and not effective.get("require_auth"):
        # Whoever answers may ask for the password itself, and not for a proof of it.
        safe["require_auth"] = "!password"
    return safe


def _filled_in() -> dict[str, str]:
    """Give what libpq takes from the environment, and from the service named there, where an address is silent."""
    return {
        name: os.fsdecode(option.val)
        for option in pq.Conninfo.get_defaults()
        if (name := option.keyword.decode()) in _CONSULTED and option.val not in {None, option.compiled}
    }


def _stays_here(given: Mapping[str, Any], effective: Mapping[str, Any]) -> bool:
    if given.get("service") and not {"host", "hostaddr"} <= given.keys():
        # Its file may name any host; libpq alone reads it.
        return False
    return all(map(_is_this_machine, _hosts(effective)))


def _hosts(effective: Mapping[str, Any]) -> Iterator[str]:
    for name in ("host", "hostaddr"):
        yield from str(effective.get(name, "")).split(",")


def _is_this_machine(host: str) -> bool:
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _mode(given: Mapping[str, Any], filled_in: Mapping[str, str], least: Tls) -> str:
    asked = str(given.get("sslmode") or filled_in.get("sslmode") or least)
    where = "database's address" if given.get("sslmode") else "environment of this desk"
    if asked not in _WEAKEST_FIRST:
        raise _refused(f"The sslmode in the {where} is none of {', '.join(_WEAKEST_FIRST)}.")
    if _WEAKEST_FIRST.index(asked) < _WEAKEST_FIRST.index(least):
        raise _refused(
            f"The {where} asks for sslmode={asked}, but this server is only trusted with {least}. Nothing was sent."
            " Take it away, or have the administrator write tls into the server's profile."
        )
    return asked


def _issuers(asked: str, mode: str) -> str:
    """Find the certificates of the issuers to trust: those asked for, else libpq's own file, else the system's."""
    if asked not in {"", "system"}:
        return asked
    own = _own_file()
    if not asked and own.is_file():
        return str(own)
    if mode != Tls.VERIFY_FULL:
        # Anybody in the world has a certificate from one of the system's issuers.
        raise _refused(f"tls = {mode} needs the issuer's own certificate: name it as root_certificate in the profile.")
    # The libpq that comes with the driver knows no folder of this system.
    found = ssl.get_default_verify_paths().cafile
    return found or next(filter(os.path.isfile, _ISSUERS_OF_THE_SYSTEM), "system")


def _own_file() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", ""), "postgresql", "root.crt")
    return Path(os.path.expanduser("~"), ".postgresql", "root.crt")  # noqa: PTH111  (an account may have no home)


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput({"database": [sentence]})
