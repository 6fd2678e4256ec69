"""Street maps: GeoJSON, plain or gzipped, whatever city it is of.

A file is a FeatureCollection (RFC 7946: longitude before latitude, WGS 84) of LineStrings and MultiLineStrings, each a
piece of a street. Its properties are recognised by what their names say, in any case and with or without underscores:

- the street's name: name, fullname, street, street_name, road_name, st_name, label…
- the house numbers at the line's beginning and end, on its left and right: lf_fadd, lf_toadd, rt_fadd, rt_toadd;
  LFROMADD, LTOADD, RFROMADD, RTOADD; FromAddr_L, ToAddr_L…; L_F_ADD, L_T_ADD…; FROMLEFT, TOLEFT…; 0 to 0 is none;
- the area: nhood, neighborhood, suburb, district, community, city, municipality…
- what the source calls the piece: cnn, segment_id, osm_id, @id, tlid, gid, objectid…, or the feature's own id.

Only the name and the line are needed. A piece is known again by its source's name for it, and then replaced; where the
source has none, by its name and its line. A line of several parts becomes a piece of each, with its share of the
numbers. What is left out is reported by the number of the feature, counted from 1.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.places import HouseRange, Point, StreetSegment, length_m
from dispatcher_app.domain.street_words import without_leading_zeros
from dispatcher_app.operations.importing.fitting import fitting_text
from dispatcher_app.operations.importing.headers import Column, match_columns
from dispatcher_app.operations.importing.reading import read_text, shown_name
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable
from dispatcher_app.operations.importing.wording import plain, readable_address
from dispatcher_app.storage.streets import NewSegment

_SPELLINGS = {
    "name": "name fullname fullstreetname streetname street roadname stname label",
    "left_from": "lffadd lfromadd lfromaddr lfromhn fromaddrl fromaddl fraddl lfadd fromleft leftfrom leftadd1",
    "left_to": "lftoadd ltoadd ltoaddr ltohn toaddrl toaddl ltadd toleft leftto leftadd2",
    "right_from": "rtfadd rfromadd rfromaddr rfromhn fromaddrr fromaddr fraddr rfadd fromright rightfrom rgtadd1",
    "right_to": "rttoadd rtoadd rtoaddr rtohn toaddrr toaddr rtadd toright rightto rgtadd2",
    "area": "nhood neighborhood neighbourhood suburb area district community city municipality locality",
    "ref": "cnn segmentid segid osmid tlid streetid roadid uniqueid globalid gid objectid fid id",
}

COLUMNS = tuple(Column(key, key, tuple(spellings.split())) for key, spellings in _SPELLINGS.items())


_GEOMETRIES = ("LineString", "MultiLineString")
_MOST_POINTS = 10_000
_LARGEST_NUMBER = 999_999


@dataclass(frozen=True, slots=True)
class StreetList:
    """The segments of a file, each once, and the features that are none."""

    segments: tuple[NewSegment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """What has been read of a file so far."""

    segments: dict[str, NewSegment] = field(default_factory=dict)
    seen: set[StreetSegment] = field(default_factory=set)

    def add(self, ref: str, segment: StreetSegment) -> bool:
        """Keep a segment, unless it has been given before. Parts that share a reference are numbered."""
        if segment in self.seen:
            return False
        self.seen.add(segment)
        numbered, number = ref, 1
        while numbered in self.segments:
            number += 1
            numbered = f"{ref}/{number}"
        self.segments[numbered] = NewSegment(fitting_text("street.source_ref", numbered), segment)
        return True


def read_streets(path: Path) -> StreetList:
    """Read the streets of a file. Raises InvalidInput for one that is no GeoJSON or has no street in it."""
    file = shown_name(path)
    gathered = _Gathered()
    left_out: list[LeftOut] = []
    for number, feature in enumerate(_features(path), start=1):
        source = RowSource(file, number)
        try:
            ref, segments = _read(feature)
            is_new = sum(gathered.add(ref, segment) for segment in segments)
        except Unusable as error:
            left_out.append(LeftOut(source, error.reason, error.detail))
            continue
        if not is_new:
            left_out.append(LeftOut(replace(source, row_id=ref), Reason.REPEATED, segments[0].name))
    if not gathered.segments:
        raise InvalidInput({"files": [_no_street(file, left_out)]})
    return StreetList(tuple(gathered.segments.values()), tuple(left_out))


def _no_street(file: str, left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return f"{file} holds no streets: its list of features is empty."
    (reason, detail), _ = Counter((row.reason, row.detail) for row in left_out).most_common(1)[0]
    return f"{file} holds no street that can be used. Most often: {reason.value} ({detail})."


def _features(path: Path) -> list[Any]:
    """Give the features of a file. Raises InvalidInput."""
    file = shown_name(path)
    try:
        content = json.loads(read_text(path), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InvalidInput(
            {"files": [f"{file} is not a GeoJSON file: it is not JSON from beginning to end."]}
        ) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise InvalidInput({"files": [f"{file} is not a GeoJSON file: it holds no FeatureCollection."]})
    return features


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _read(feature: Any) -> tuple[str, list[StreetSegment]]:
    """Give what the source calls a feature, and its segments. Raises Unusable."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise Unusable(Reason.UNREADABLE, "no feature with properties")
    properties = feature["properties"]
    columns = _columns(tuple(properties))
    given = {key: properties[name] for key, name in columns.items()}
    name = _text(given.get("name"))
    if not name:
        raise Unusable(Reason.MISSING, "name")
    name = fitting_text("street.name", _readable(name))
    whole = StreetSegment(
        name,
        (),
        fitting_text("street.area_text", _text(given.get("area"))),
        _range(given.get("left_from"), given.get("left_to")),
        _range(given.get("right_from"), given.get("right_to")),
    )
    lines = _lines(feature.get("geometry"), name)
    return _ref(feature, columns, name, lines), list(_parted(whole, lines))


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...]) -> Mapping[str, str]:
    """Find the properties that are meant, of those with these names: features of one file share a few sets."""
    return {key: names[place] for key, place in match_columns(names, COLUMNS).items()}


def _text(value: Any) -> str:
    return plain(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _readable(name: str) -> str:
    shown = without_leading_zeros(readable_address(name) if name.isupper() else name)
    return shown[:1].upper() + shown[1:]


def _range(first: Any, last: Any) -> HouseRange | None:
    """Read the numbers of one side; None where there are none, or none that are plain numbers."""
    numbers = [_number(first), _number(last)]
    if None in numbers or not any(numbers):
        return None
    return HouseRange(numbers[0] or 0, numbers[1] or 0)


def _number(value: Any) -> int | None:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and int(text[:9]) <= _LARGEST_NUMBER else None


def _lines(geometry: Any, name: str) -> list[tuple[Point, ...]]:
    """Read the line or lines of a feature. Raises Unusable."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _GEOMETRIES:
        raise Unusable(Reason.NOT_WANTED, f"geometry {kind or 'missing'}")
    coordinates = geometry.get("coordinates")
    lines = [coordinates] if kind == "LineString" else coordinates
    try:
        read = [tuple(_point(point) for point in line) for line in lines]
    except (TypeError, ValueError, IndexError, OverflowError):
        raise Unusable(Reason.UNREADABLE, f"line of {name}") from None
    whole = [line for line in read if len(set(line)) > 1]
    if not whole or any(len(line) > _MOST_POINTS for line in whole):
        raise Unusable(Reason.UNREADABLE, f"line of {name}: {sum(map(len, read))} points")
    return whole


def _point(degrees: Sequence[Any]) -> Point:
    # Six decimals are a tenth of a metre: points that two lines share must be the same.
    position = Position(round(float(degrees[1]), 6), round(float(degrees[0]), 6))
    return position.latitude, position.longitude


def _ref(feature: Mapping[str, Any], columns: Mapping[str, str], name: str, lines: Sequence[Any]) -> str:
    """Give what the source calls a feature, with the name of the property: numbers of two sources are different."""
    known = _text(feature["properties"][columns["ref"]]) if "ref" in columns else ""
    if known:
        return f"{plain(columns['ref']).lower()}:{known}"
    known = _text(feature.get("id"))
    return f"id:{known}" if known else f"line:{hashlib.sha256(repr((name, lines)).encode()).hexdigest()[:32]}"


def _parted(whole: StreetSegment, lines: Sequence[tuple[Point, ...]]) -> Iterator[StreetSegment]:
    """Give each part of a line its share of the numbers, by its length."""
    lengths = [length_m(line) for line in lines]
    total, done = sum(lengths), 0.0
    for line, length in zip(lines, lengths, strict=True):
        share = (done / total, (done + length) / total)
        yield replace(whole, line=line, left=_share(whole.left, share), right=_share(whole.right, share))
        done += length


def _share(numbers: HouseRange | None, share: tuple[float, float]) -> HouseRange | None:
    if numbers is None or share == (0.0, 1.0):
        return numbers
    # In steps of two, so that odd stays odd; each part begins where the one before has ended.
    steps = (numbers.last - numbers.first) / 2
    return HouseRange(numbers.first + 2 * round(steps * share[0]), numbers.first + 2 * round(steps * share[1]))
