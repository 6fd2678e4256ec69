"""Merging two people's edits of one call, whatever they are; and what crews are told of one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.edit_errors import Collision, EditCollision
from dispatcher_app.domain.edit_messages import concerns_crews
from dispatcher_app.domain.edits import (
    PARTS,
    CallFields,
    EditCall,
    Part,
    changed_parts,
    checked_fields,
    fields_of,
    merged,
)
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.rules import call_facts
from tests.domain.records import a_call

WORDS = st.sampled_from(("", "a", "b", "c"))
VALUES = st.builds(
    CallFields,
    priority=st.integers(1, 4),
    type_text=st.sampled_from(("Fall", "Fire", "Chest pain")),
    type_code=WORDS,
    location_text=WORDS,
    area_text=WORDS,
    position=st.sampled_from((None, Position(1, 1), Position(2, 2))),
    caller_phone=WORDS,
    caller_name=WORDS,
)
SOME_PARTS = st.frozensets(st.sampled_from(PARTS))
CASTRO = fields_of(a_call(1042))


def part(name: str) -> Part:
    return next(item for item in PARTS if item.name == name)


def test_every_field_is_of_one_part_and_location_moves_as_one() -> None:
    assert [(item.name, item.fields) for item in PARTS] == [
        ("priority", ("priority",)),
        ("type", ("type_text", "type_code")),
        ("location", ("location_text", "area_text", "position")),
        ("caller_phone", ("caller_phone",)),
        ("caller_name", ("caller_name",)),
    ]
    assert all(item.called for item in PARTS)


@given(VALUES, VALUES, VALUES)
def test_a_merge_keeps_what_each_alone_changed_and_never_mixes_a_part(
    base: CallFields, mine: CallFields, theirs: CallFields
) -> None:
    merge = merged(base, mine, theirs)
    for item in PARTS:
        was, my, their, result = (item.of(values) for values in (base, mine, theirs, merge.result))
        assert result in (my, their)
        if my == was:
            assert result == their
        elif their == was:
            assert result == my
        assert (item in merge.collisions) == (my != was and their not in (was, my))
        assert (item in merge.taken_over) == (my == was and their != was)


@given(VALUES, VALUES, VALUES)
def test_who_comes_first_makes_no_difference_where_nothing_collides(
    base: CallFields, mine: CallFields, theirs: CallFields
) -> None:
    one, other = merged(base, mine, theirs), merged(base, theirs, mine)
    assert one.collisions == other.collisions
    if not one.collisions:
        assert one.result == other.result


@given(VALUES, VALUES)
def test_with_nobody_else_at_it_an_edit_is_what_it_says(base: CallFields, mine: CallFields) -> None:
    merge = merged(base, mine, base)
    assert (merge.result, merge.taken_over, merge.collisions) == (mine, (), ())
    assert merged(base, mine, mine).collisions == ()


@given(VALUES, VALUES, VALUES, SOME_PARTS)
def test_a_resolution_is_what_was_chosen_upon_what_stands(
    base: CallFields, mine: CallFields, theirs: CallFields, keeping: frozenset[Part]
) -> None:
    call = a_call(1042)
    merge = merged(base, mine, theirs)
    found = tuple(Collision(item, None) for item in merge.collisions)
    edit = EditCall(call.id, base, 3, mine)
    again = EditCollision(call_facts(call), edit, theirs, 5, merge, found).resolved(keeping & set(merge.collisions))
    assert (again.base, again.base_version) == (theirs, 5)
    assert again.request_id != edit.request_id
    assert not merged(again.base, again.mine, theirs).collisions
    for item in merge.collisions:
        assert item.of(again.mine) == item.of(mine if item in keeping else theirs)
    for item in set(changed_parts(base, mine)) - set(merge.collisions):
        assert item.of(again.mine) == item.of(mine)


def test_only_what_was_changed_is_judged() -> None:
    old = replace(CASTRO, caller_phone="no digits", location_text="")
    assert checked_fields(replace(old, priority=1), old) == replace(old, priority=1)
    wrong = replace(old, priority=5, type_text=" ", caller_phone="none", caller_name="a\tb")
    with pytest.raises(InvalidInput) as refused:
        checked_fields(wrong, old)
    assert set(refused.value.fields) == {"priority", "type_text", "caller_phone", "caller_name"}
    with pytest.raises(InvalidInput, match="Say where it is"):
        checked_fields(replace(CASTRO, location_text="", position=None), CASTRO)


def test_a_space_more_is_no_change() -> None:
    assert checked_fields(replace(CASTRO, type_text=" Fall "), CASTRO) == CASTRO


@pytest.mark.parametrize(
    ("changes", "concerns"),
    [
        ({"priority": 1}, True),
        ({"type_text": "Cardiac arrest"}, True),
        ({"location_text": "1 Ocean Ave", "area_text": ""}, True),
        ({"caller_name": "Jo", "caller_phone": "0660 123"}, False),
        ({"position": Position(1, 1)}, False),
    ],
)
def test_a_crew_hears_of_what_it_goes_by(changes: dict[str, object], concerns: bool) -> None:
    assert concerns_crews(CASTRO, replace(CASTRO, **changes)) is concerns  # type: ignore[arg-type]


def test_a_collision_names_fields_and_no_values() -> None:
    call = a_call(1042)
    mine, theirs = replace(CASTRO, priority=1, caller_name="Jo"), replace(CASTRO, priority=3, caller_name="Zed")
    merge = merged(CASTRO, mine, theirs)
    found = tuple(Collision(item, None) for item in merge.collisions)
    error = EditCollision(call_facts(call), EditCall(call.id, CASTRO, 1, mine), theirs, 2, merge, found)
    assert str(error) == "Priority, caller's name of #1042 were changed by somebody else."
