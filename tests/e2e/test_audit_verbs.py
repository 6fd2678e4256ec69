"""The audit trail at a shell: sealed, verified, exported; a forgery is named."""

from pathlib import Path

from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run


def test_a_trail_is_sealed_verified_and_a_forgery_named(room: ControlRoomBuilder, run: Run) -> None:
    room.add_call(number=1)
    sealed = run("audit", "seal")
    assert sealed.code == 0, sealed.err
    digest = sealed.out.split()[-1]
    assert run("audit", "verify", "--kept", digest).out == "The trail is whole.\n"
    with room.store.transaction() as tx:
        tx.database.execute_sql("SET LOCAL session_replication_role = replica")
        tx.database.execute_sql("UPDATE audit_event SET actor = 'somebody else' WHERE id = 1")
    forged = run("audit", "verify")
    assert (forged.code, forged.out) == (1, "Event 1 was changed after it was sealed.\n")
    assert run("audit", "verify", "--kept", "zz").code == 2


def test_a_stretch_of_the_trail_is_exported(room: ControlRoomBuilder, run: Run, tmp_path: Path) -> None:
    room.add_call(number=1, notes="=cmd|' /C calc'!A0")
    file = tmp_path / "trail.csv"
    said = run("audit", "export", str(file), "--from", "2020-01-01", "--to", "2100-01-01")
    assert said.code == 0, said.err
    assert said.out == f"{room.count('audit_event')} events written to {file}.\n"
    assert "emergency_call" in file.read_text(encoding="utf-8")
    assert run("audit", "export", str(tmp_path / "trail.doc"), "--from", "2020-01-01", "--to", "2100-01-01").code == 2
    assert run("audit", "export", str(file), "--from", "then", "--to", "2100-01-01").code == 2
