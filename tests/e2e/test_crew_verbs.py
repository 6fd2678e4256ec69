"""Hospitals and crews at a shell: what is said, what is refused, and what then stands in the database."""

from pathlib import Path

import pytest

from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run


@pytest.fixture
def shared(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A room in which whoever runs the tests is a dispatcher."""
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_hospital("General")
    room.add_ambulance("M12")
    room.add_paramedic("Pat Lee")
    return room


def test_a_hospital_is_marked_and_listed(shared: ControlRoomBuilder, run: Run) -> None:
    assert run("hospital", "list").out.strip() == "General · not heard from"
    said = run("hospital", "status", "general", "divert", "--beds", "0", "--note", "CT down")
    assert (said.code, said.out.strip()) == (0, "General is marked divert.")
    assert run("hospital", "list").out.startswith("General · DIVERTS since ")
    (listed,) = run("hospital", "list", "--json").json
    assert (listed["status"], listed["beds_free"], listed["note"], listed["status_by"]) == (
        "DIVERT",
        0,
        "CT down",
        "Petra Gres",
    )
    assert run("hospital", "status", "Nowhere", "open").code == 4
    assert run("hospital", "status", "General", "closed").code == 2
    assert run("hospital", "status", "General", "open", "--note", "x" * 201).code == 2


def test_a_dispatch_to_a_hospital_that_diverts_has_to_be_meant(shared: ControlRoomBuilder, run: Run) -> None:
    shared.add_call(number=1042)
    run("hospital", "status", "General", "divert", "--note", "CT down")
    order = ("dispatch", "--call", "1042", "--ambulance", "M12", "--hospital", "General", "--json")
    refused = run(*order)
    assert (refused.code, refused.json["conflict"], refused.json["by"]) == (5, "HospitalDiverts", "Petra Gres")
    assert refused.json["hospital_id"] == ["General diverts (CT down). Choose another, or accept that it does."]
    assert shared.count("assignment") == 0
    assert run(*order, "--diverts-accepted").code == 0
    assert shared.count("divert_acceptance") == 1


def test_a_crew_comes_aboard_rests_and_leaves(shared: ControlRoomBuilder, run: Run) -> None:
    assert run("crew", "list").out.strip() == "Nobody is signed on."
    assert run("crew", "on", "m12", "--paramedic", "pat lee").out.strip() == "Aboard m12: Pat Lee."
    twice = run("crew", "on", "M12", "--paramedic", "Pat Lee")
    assert (twice.code, twice.err.strip()) == (5, "Pat Lee is aboard M12 already. Sign them off there first.")
    assert run("crew", "break", "M12", "start").code == 0
    assert "on a break since" in run("crew", "list").out
    assert run("crew", "break", "M12", "end").code == 0
    (listed,) = run("crew", "list", "--json").json
    assert (listed["call_sign"], listed["members"][0]["full_name"]) == ("M12", "Pat Lee")
    assert run("crew", "off", "--paramedic", "Pat Lee").out.strip() == "Pat Lee signed off."
    assert run("crew", "off").code == 4


def test_a_roster_is_read(shared: ControlRoomBuilder, run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("Unit,Hours\nM12,12\nM99,24\n")
    assert "--change-at" in run("import", "shifts", str(roster)).err
    assert "like 07:00" in run("import", "shifts", str(roster), "--change-at", "dawn").err
    said = run("import", "shifts", str(roster), "--change-at", "07:00", "--report", str(tmp_path / "left.csv"))
    assert said.out.startswith("Shifts: 1 new, 0 unchanged, 1 left out.")
    assert "not in the database" in (tmp_path / "left.csv").read_text()
