"""Whom a desk tells names and passwords: a server that encrypts and proves its name, or nobody."""

import ssl
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from psycopg.conninfo import conninfo_to_dict

from dispatcher_app.domain.errors import InvalidInput, Untrusted
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.transport import Tls, secured
from tests.storage.tls_server import Elsewhere, ask, forget_this_machine


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_this_machine(monkeypatch, tmp_path)


@pytest.fixture
def elsewhere(server: EmbeddedServer, conninfo: str, tmp_path: Path) -> Elsewhere:
    """The test's database, on another machine."""
    return Elsewhere.of(server, conninfo, tmp_path)


def test_a_server_that_proves_its_name_is_worked_with(elsewhere: Elsewhere) -> None:
    with elsewhere.serving(elsewhere.proof()) as at:
        with closing(Store(elsewhere.settings(at))) as store, store.transaction() as tx:
            tx.database.execute_sql("INSERT INTO station (name) VALUES ('Station 6')")
            assert tx.database.connection().pgconn.ssl_in_use
        assert ask(elsewhere.settings(at), "SELECT name FROM station") == "Station 6"


def test_the_profile_outweighs_the_address(elsewhere: Elsewhere) -> None:
    with elsewhere.serving(elsewhere.proof()) as at:
        assert ask(elsewhere.settings(at, sslrootcert="nowhere.crt")) == "postgres"


def test_an_unknown_issuer(elsewhere: Elsewhere) -> None:
    with (
        elsewhere.serving(elsewhere.proof(issuer=trustme.CA())) as at,
        pytest.raises(Untrusted, match=r"issued by nobody this desk trusts.*Nothing was sent"),
    ):
        ask(elsewhere.settings(at))


def test_a_certificate_that_has_run_out(elsewhere: Elsewhere) -> None:
    with (
        elsewhere.serving(elsewhere.proof(has_run_out=True)) as at,
        pytest.raises(Untrusted, match=r"not valid today.*Nothing was sent"),
    ):
        ask(elsewhere.settings(at))


@pytest.mark.parametrize("names", [["other.example"], ["other.example", "third.example"]])
def test_a_certificate_for_another_name(elsewhere: Elsewhere, names: list[str]) -> None:
    with (
        elsewhere.serving(elsewhere.proof(*names)) as at,
        pytest.raises(Untrusted, match=r"for another name.*Nothing was sent"),
    ):
        ask(elsewhere.settings(at))


def test_a_server_without_a_name_proves_none(elsewhere: Elsewhere) -> None:
    with (
        elsewhere.serving(elsewhere.proof()) as at,
        pytest.raises(Untrusted, match=r"no host name to compare.*Nothing was sent"),
    ):
        ask(elsewhere.settings(at, Tls.VERIFY_FULL, host=""))


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_an_issuers_certificate_that_cannot_be_read(elsewhere: Elsewhere, content: str | None) -> None:
    elsewhere.root.unlink()
    if content:
        elsewhere.root.write_text(content, encoding="utf-8")
    with (
        elsewhere.serving(elsewhere.proof()) as at,
        pytest.raises(Untrusted, match=r"missing or cannot be read.*Nothing was sent"),
    ):
        ask(elsewhere.settings(at))


def test_nothing_in_common(elsewhere: Elsewhere) -> None:
    old = elsewhere.proof()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with elsewhere.serving(old) as at, pytest.raises(Untrusted, match=r"no way of encrypting in common"):
        ask(elsewhere.settings(at, ssl_min_protocol_version="TLSv1.3"))


def test_a_server_that_does_not_encrypt(elsewhere: Elsewhere) -> None:
    with elsewhere.serving() as at:
        assert ask(elsewhere.settings(at, host="localhost")) == "postgres", "on this machine nobody listens in"
        for settings in (elsewhere.settings(at), elsewhere.settings(at, Tls.VERIFY_FULL, host="localhost")):
            with pytest.raises(Untrusted, match=r"does not encrypt. Nothing was sent"):
                ask(settings)


@pytest.mark.parametrize("asked", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_an_address_cannot_ask_for_less_and_nobody_is_called(elsewhere: Elsewhere, asked: str) -> None:
    with elsewhere.serving() as at:
        with pytest.raises(InvalidInput, match=f"sslmode={asked}, but"):
            ask(elsewhere.settings(at, sslmode=asked))
        assert at.connections == 0


def test_the_environment_cannot_ask_for_less(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "disable")
    with elsewhere.serving() as at:
        with pytest.raises(InvalidInput, match="environment of this desk asks for sslmode=disable"):
            ask(elsewhere.settings(at))
        assert at.connections == 0


def test_the_profile_allows_less_in_writing(elsewhere: Elsewhere) -> None:
    with elsewhere.serving() as at:
        assert ask(elsewhere.settings(at, Tls.DISABLE)) == "postgres"
    with elsewhere.serving(elsewhere.proof(issuer=trustme.CA())) as at:
        assert ask(replace(elsewhere.settings(at, Tls.REQUIRE), root_certificate="")) == "postgres"
    with elsewhere.serving(elsewhere.proof("other.example")) as at:
        assert ask(elsewhere.settings(at, Tls.VERIFY_CA)) == "postgres"
        with pytest.raises(InvalidInput, match="issuer's own certificate"):
            ask(replace(elsewhere.settings(at, Tls.VERIFY_CA), root_certificate=""))


def test_the_systems_issuers_are_trusted_where_nobody_names_one(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(elsewhere.root))
    with elsewhere.serving(elsewhere.proof()) as at:
        assert ask(replace(elsewhere.settings(at), root_certificate="")) == "postgres"


def parameters(conninfo: str, tls: Tls | None = None, root_certificate: str = "") -> dict[str, str]:
    """Give what is laid over an address."""
    return secured(conninfo_to_dict(conninfo), tls, root_certificate)


@pytest.mark.parametrize(
    "here",
    [
        "",
        "host=/run/postgresql",
        "host=localhost",
        "host=127.0.0.9",
        "host=::1",
        "hostaddr=127.0.0.1",
        "host=localhost,127.0.0.1,",
        "host=localhost sslmode=disable",
        "service=county host=localhost hostaddr=''",
    ],
)
def test_on_this_machine_libpq_chooses(here: str) -> None:
    assert parameters(here) == {}
    assert parameters(here, root_certificate="ca.crt") == {"sslrootcert": "ca.crt"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "host=db.example",
        "host=localhost,db.example",
        "host=localhost hostaddr=10.0.0.7",
        "hostaddr=10.0.0.7",
        "host=db.example hostaddr=127.0.0.1",
        "host=128.0.0.1",
        "host=localhost.db.example",
        "host=0.0.0.0",
        "service=county",
        "service=county host=localhost",
        "host=db.example gssencmode=require",
    ],
)
def test_to_any_other_machine_the_server_proves_its_name(elsewhere: str) -> None:
    expected = {"sslmode": "verify-full", "sslrootcert": "ca.crt", "gssencmode": "disable"}
    assert parameters(elsewhere, root_certificate="ca.crt") == expected


@pytest.mark.parametrize(("name", "value"), [("PGHOST", "db.example"), ("PGHOSTADDR", "10.0.0.7")])
def test_the_environment_can_lead_elsewhere(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert parameters("dbname=room", root_certificate="ca.crt")["sslmode"] == "verify-full"
    assert parameters("dbname=room host=/run/postgresql hostaddr=''") == {}


def test_a_service_of_the_environment_can_lead_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "services"
    file.write_text("[county]\nhost=db.example\n[careless]\nhost=db.example\nsslmode=disable\n", encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    monkeypatch.setenv("PGSERVICE", "county")
    assert parameters("dbname=room", root_certificate="ca.crt")["sslmode"] == "verify-full"
    monkeypatch.setenv("PGSERVICE", "careless")
    with pytest.raises(InvalidInput, match="environment of this desk asks for sslmode=disable"):
        parameters("dbname=room")


def test_more_than_the_profile_asks_for_is_kept() -> None:
    assert parameters("host=db.example sslmode=verify-full", Tls.DISABLE, "ca.crt")["sslmode"] == "verify-full"
    assert parameters("host=db.example gssencmode=require", Tls.DISABLE).get("gssencmode") is None
    with pytest.raises(InvalidInput, match="none of disable"):
        parameters("host=db.example sslmode=full")


def test_issuers_are_those_named_then_libpqs_own_then_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_system = tmp_path / "system.pem"
    of_system.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(of_system))
    assert parameters("host=db.example")["sslrootcert"] == str(of_system)
    own = tmp_path / ".postgresql" / "root.crt"
    own.parent.mkdir()
    own.touch()
    assert parameters("host=db.example")["sslrootcert"] == str(own)
    assert parameters("host=db.example sslrootcert=system")["sslrootcert"] == str(of_system)
    monkeypatch.setenv("PGSSLROOTCERT", "environment.crt")
    assert parameters("host=db.example")["sslrootcert"] == "environment.crt"
    assert parameters("host=db.example sslrootcert=address.crt")["sslrootcert"] == "address.crt"
    assert parameters("host=db.example sslrootcert=address.crt", None, "ca.crt")["sslrootcert"] == "ca.crt"
