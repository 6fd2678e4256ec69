"""The keyring: kept only where it is safe, quiet where it fails, and never told to a log."""

import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from dispatcher_app.bootstrap.keyring_store import KeyringStore

SECRET = "tr0ub4dor"  # noqa: S105


@pytest.fixture
def keyring() -> Iterator[Any]:
    """The package, with whatever keyring it had put back at the end."""
    package = pytest.importorskip("keyring")
    before = package.get_keyring()
    yield package
    package.set_keyring(before)


def in_memory(priority: float = 1) -> Any:
    """A keyring of the package's own kind that lives as long as the test."""
    kept: dict[tuple[str, str], str] = {}
    backend = pytest.importorskip("keyring.backend")
    methods = {
        "priority": priority,
        "kept": kept,
        "get_password": lambda _, service, name: kept.get((service, name)),
        "set_password": lambda _, service, name, password: kept.update({(service, name): password}),
        "delete_password": lambda _, service, name: kept.pop((service, name)),
    }
    return type("InMemoryKeyring", (backend.KeyringBackend,), methods)()


def failing() -> Any:
    """A keyring that quotes what it was given while it fails."""

    def fail(_: object, *given: str) -> str:
        raise OSError(f"no line to the keyring: {given} {SECRET}")

    backend = pytest.importorskip("keyring.backend")
    methods = {"priority": 5, "get_password": fail, "set_password": fail, "delete_password": fail}
    return type("FailingKeyring", (backend.KeyringBackend,), methods)()


def assert_nothing_is_kept(store: KeyringStore) -> None:
    assert not store.is_usable()
    assert not store.keep("Main room", "anna", SECRET)
    assert store.password("Main room", "anna") == ""
    store.forget("Main room", "anna")


def test_a_password_is_kept_by_server_and_login(keyring: Any) -> None:
    backend = in_memory()
    keyring.set_keyring(backend)
    store = KeyringStore()
    assert store.is_usable()
    assert store.keep("Main room", "anna", SECRET)
    assert backend.kept == {("Dispatcher: Main room", "anna"): SECRET}
    assert store.password("Main room", "anna") == SECRET
    assert store.password("Main room", "ben") == ""
    assert store.password("Backup site", "anna") == ""
    store.forget("Main room", "ben")
    for another in ("another one", ""):
        store.forget("Main room", "anna", refused=another)
    assert store.password("Main room", "anna") == SECRET
    store.forget("Main room", "anna", refused=SECRET)
    assert backend.kept == {}
    store.keep("Main room", "anna", SECRET)
    store.forget("Main room", "anna")
    assert backend.kept == {}


def test_a_keyring_that_fails_is_as_good_as_none(keyring: Any, caplog: pytest.LogCaptureFixture) -> None:
    keyring.set_keyring(failing())
    store = KeyringStore()
    with caplog.at_level(logging.DEBUG):
        assert not store.keep("Main room", "anna", SECRET)
        assert store.password("Main room", "anna") == ""
        store.forget("Main room", "anna")
    assert [record.getMessage() for record in caplog.records] == [
        "the keyring could not write: OSError",
        "the keyring could not read: OSError",
        "the keyring could not delete: OSError",
    ]
    assert SECRET not in caplog.text


@pytest.mark.parametrize("name", ["keyring.backends.fail", "keyring.backends.null"])
def test_a_keyring_that_is_none_is_not_used(keyring: Any, name: str) -> None:
    keyring.set_keyring(pytest.importorskip(name).Keyring())
    assert_nothing_is_kept(KeyringStore())


def test_a_keyring_that_is_not_recommended_is_not_used(keyring: Any) -> None:
    """Plain text in a file has a priority of 0.5."""
    backend = in_memory(priority=0.5)
    keyring.set_keyring(backend)
    assert_nothing_is_kept(KeyringStore())
    assert backend.kept == {}


def test_of_a_chain_only_the_best_is_used(keyring: Any) -> None:
    chainer = pytest.importorskip("keyring.backends.chainer").ChainerBackend
    weak, strong = in_memory(priority=0.5), in_memory(priority=5)
    keyring.set_keyring(type("Chain", (chainer,), {"backends": [weak, strong]})())
    assert KeyringStore().keep("Main room", "anna", SECRET)
    assert (list(weak.kept.values()), list(strong.kept.values())) == ([], [SECRET])
    keyring.set_keyring(type("WeakChain", (chainer,), {"backends": [weak]})())
    assert_nothing_is_kept(KeyringStore())
    keyring.set_keyring(type("EmptyChain", (chainer,), {"backends": []})())
    assert_nothing_is_kept(KeyringStore())


def test_without_the_package_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert_nothing_is_kept(KeyringStore())


def test_a_package_that_breaks_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", object())
    assert_nothing_is_kept(KeyringStore())
    assert "the keyring could not find: AttributeError" in caplog.text
