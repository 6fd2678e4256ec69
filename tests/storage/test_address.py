"""Places of databases: the same one under another list of hosts, and never another one."""

import pytest

from dispatcher_app.storage.address import is_same_place, place_of

DB1 = "postgresql://db1.example/room"


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("postgresql://anna@db1.example:5432/room", True),
        ("postgresql://db1.example,db2.example/room?target_session_attrs=read-write", True),
        ("postgresql://db2.example:5433,db1.example:5432/room", True),
        ("postgresql://db1.example:5433/room", False),
        ("postgresql://db2.example:5432,db1.example:5433/room", False),
        ("postgresql://db1.example/other_room", False),
        ("postgresql://db2.example/room", False),
    ],
)
def test_a_place_is_known_by_any_of_its_servers(other: str, monkeypatch: pytest.MonkeyPatch, *, is_same: bool) -> None:
    for name in ("PGHOST", "PGPORT", "PGSERVICE", "PGHOSTADDR"):
        monkeypatch.delenv(name, raising=False)
    assert is_same_place(place_of(DB1), place_of(other)) is is_same
    assert is_same_place(place_of(other), place_of(DB1)) is is_same
