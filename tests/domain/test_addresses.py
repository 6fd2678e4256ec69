"""Typed addresses, taken apart: nothing is lost, and no number is both a house and a unit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.addresses import LONGEST, Reading, readings
from dispatcher_app.domain.street_words import folded
from tests.texts import any_text


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("1400 Grove St", Reading("Grove St", 1400, "1400")),
        ("  1400   Grove St ", Reading("Grove St", 1400, "1400")),
        ("1400 block of GROVE ST", Reading("GROVE ST", 1400, "1400", is_block=True)),
        ("1400 Block of Grove", Reading("Grove", 1400, "1400", is_block=True)),
        ("1400 blk grove", Reading("grove", 1400, "1400", is_block=True)),
        ("0 Block of BALCETA AVE", Reading("BALCETA AVE", 0, "0", is_block=True)),
        ("0 Block of BLK 5TH ST", Reading("5TH ST", 0, "0", is_block=True)),
        ("401-A JUDAH ST", Reading("JUDAH ST", 401, "401-A")),
        ("401a Judah St", Reading("Judah St", 401, "401a")),
        ("3735-3739 SACRAMENTO ST", Reading("SACRAMENTO ST", 3735, "3735-3739")),
        ("267 1/2 27TH ST", Reading("27TH ST", 267, "267 1/2")),
        ("1318-B GATEVIEW AV, TI", Reading("GATEVIEW AV", 1318, "1318-B", rest="TI")),
        ("Castro St / 18th St", Reading("Castro St", cross="18th St")),
        ("7TH ST/16TH ST", Reading("7TH ST", cross="16TH ST")),
        ("castro & 18th", Reading("castro", cross="18th")),
        ("castro and 18th", Reading("castro", cross="18th")),
        ("18TH ST AT CASTRO ST", Reading("18TH ST", cross="CASTRO ST")),
        ("18/castro", Reading("18", cross="castro")),
        ("corner of Castro and 18th", Reading("Castro", cross="18th")),
        ("castro &", Reading("castro", cross="")),
        ("OFARRELL ST #RM206", Reading("OFARRELL ST", unit="#RM206")),
        ("1400 Grove St apt 3, San Francisco", Reading("Grove St", 1400, "1400", unit="apt 3", rest="San Francisco")),
        ("1400 Grove St, Apt. 3B", Reading("Grove St", 1400, "1400", unit="Apt. 3B")),
        ("1400 Grove St at Webster", Reading("Grove St", 1400, "1400", rest="at Webster")),
        ("6 ave", Reading("6th ave")),
        ("Florida St", Reading("Florida St")),
        ("500 fl", Reading("fl", 500, "500")),
    ],
)
def test_the_likeliest_reading(text: str, reading: Reading) -> None:
    assert readings(text)[0] == reading


@pytest.mark.parametrize(
    ("text", "house", "unit"),
    [
        ("215 Main St", 215, ""),
        ("Unit 215, 14 Main St", 14, "Unit 215"),
        ("14 Main St unit 215", 14, "unit 215"),
        ("14 Main St #215", 14, "#215"),
        ("#215 14 Main St", 14, "#215"),
        ("3/215 Queen St", 215, "3"),
        ("Flat 2 14 Queen St", 14, "Flat 2"),
    ],
)
def test_a_house_is_no_unit_and_a_unit_no_house(text: str, house: int, unit: str) -> None:
    for reading in readings(text):
        assert (reading.number, reading.unit) == (house, unit)


def test_a_bare_number_behind_is_never_taken_silently() -> None:
    found = {(reading.number, reading.unit): reading.doubt for reading in readings("14 Main St 215")}
    assert found[14, "215"] == "215 is taken for a unit, and 14 for the house."
    assert (215, "") not in found
    behind = {reading.number: reading.doubt for reading in readings("Main St 215")}
    assert behind[215] == "215 is taken for the house number."


@pytest.mark.parametrize(
    "text", ["1400 Blck of Grove St", "1400 Block og Grove St", "1400 Bloc kof Grove St", "1400Block of Grove St"]
)
def test_a_mistyped_block_is_still_a_block(text: str) -> None:
    assert (1400, "Grove St", True) in {(found.number, found.street, found.is_block) for found in readings(text)}


@pytest.mark.parametrize(("typed", "meant"), [("20", 200), ("170", 1700), ("1f00", 100), ("1030", 1300), ("60o", 600)])
def test_a_number_that_no_block_has_is_one_slip_from_some(typed: str, meant: int) -> None:
    found = [reading for reading in readings(f"{typed} Block of Grove St") if reading.number == meant]
    assert found
    assert found[0].doubt == f"{typed} is no block: read as the {meant} block."


@given(text=any_text() | st.text(alphabet="0123456789 #/&,.-abSt", max_size=60))
def test_any_text_is_read_without_loss(text: str) -> None:
    for reading in readings(text):
        assert not (reading.unit.isdigit() and reading.unit == reading.number_text and text.count(reading.unit) == 1)
    kept = readings(text)[:1]
    if kept and not kept[0].is_block:
        shown = " ".join(
            folded(part)
            for part in (kept[0].number_text, kept[0].street, kept[0].cross or "", kept[0].unit, kept[0].rest)
        )
        missing = set(re.findall(r"\d{3,}", folded(text[:LONGEST]))) - set(re.findall(r"\d+", shown))
        assert not missing
