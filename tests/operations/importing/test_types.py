"""Lists of types of calls: a real one of 233, and one with priorities and crews."""

from pathlib import Path

import pytest

from dispatcher_app.domain.call_taking import CallType
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing import Reason, TypesReport, import_types
from dispatcher_app.operations.importing.reading import read_rows
from dispatcher_app.operations.importing.types import read_types
from dispatcher_app.operations.taking_calls import load_call_types
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.real_data import real_data

OWN = """Code,Description,Default Priority,Crew level
FALL,Fall,3,bls
CHEST,CHEST PAIN,P2,ALS
BACK,Back pain,,
FALL,Fall again,3,
WORSE,Much worse,5,
ODD,Odd crew,1,Doctor
,No code,1,
NOTHING,,1,
LONG,{long},1,
"""


def listed(folder: Path, text: str) -> Path:
    path = folder / "types.csv"
    path.write_text(text.format(long="x" * 121), encoding="utf-8")
    return path


def test_a_list_with_priorities_and_crews(tmp_path: Path) -> None:
    found = read_types(listed(tmp_path, OWN))
    assert found.types == (
        CallType("FALL", "Fall", 3, "BLS"),
        CallType("CHEST", "Chest pain", 2, "ALS"),
        CallType("BACK", "Back pain"),
    )
    assert [(row.source.line, row.reason) for row in found.left_out] == [
        (5, Reason.REPEATED),
        (6, Reason.UNREADABLE),
        (7, Reason.UNREADABLE),
        (8, Reason.MISSING),
        (9, Reason.MISSING),
        (10, Reason.UNFIT),
    ]


def test_a_file_that_is_no_list_of_types_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="lacks the columns code, description"):
        read_types(listed(tmp_path, "a,b\n1,2\n"))
    with pytest.raises(InvalidInput, match="is empty"):
        read_types(listed(tmp_path, ""))


def test_importing_again_updates_by_code(room: ControlRoomBuilder, store: Store, tmp_path: Path) -> None:
    assert import_types(store, listed(tmp_path, "code,words,priority\nFALL,Fall,3\nBACK,Back pain,3\n")).new == 2
    room.one("UPDATE call_type SET is_active = false WHERE code = 'BACK' RETURNING id")
    assert [kind.code for kind in load_call_types(store)] == ["FALL"]
    again = listed(tmp_path, "code,words,priority\nFALL,Bad fall,2\nBACK,Back pain,3\nNEW,New\n")
    assert import_types(store, again) == TypesReport(new=1, changed=2)
    assert import_types(store, again) == TypesReport(unchanged=3)
    assert load_call_types(store) == (
        CallType("BACK", "Back pain", 3),
        CallType("FALL", "Bad fall", 2),
        CallType("NEW", "New"),
    )


def test_a_real_list_comes_in_whole_and_loses_no_letter(room: ControlRoomBuilder, store: Store) -> None:
    path = real_data("nyc_codes/call_types.csv")
    report = import_types(store, path)
    assert report == TypesReport(new=233)
    kept = {kind.code: kind.words for kind in load_call_types(store)}
    given = {row.cells[0]: " ".join(row.cells[1].split()) for row in list(read_rows(path))[1:]}
    assert {code: words.casefold() for code, words in kept.items()} == {
        code: words.casefold() for code, words in given.items()
    }
    assert kept["CARDBR"] == "Difficulty breathing with chest pain"
    assert kept["MCI58P"] == "Planned MCI / standby response"
    assert import_types(store, path) == TypesReport(unchanged=233)
