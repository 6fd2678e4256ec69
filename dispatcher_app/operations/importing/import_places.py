"""Importing stations and hospitals from lists of places, whatever city they are of."""

from collections.abc import Iterable
from pathlib import Path

from dispatcher_app.operations.importing.exclusive import import_transaction
from dispatcher_app.operations.importing.places import PlaceList, read_hospitals, read_stations
from dispatcher_app.operations.importing.report import PlacesReport, Tally
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import importing as db
from dispatcher_app.storage.store import Store


def import_places(store: Store, stations: Path | None, hospitals: Path | None) -> PlacesReport:
    """Import a list of stations, a list of hospitals, or both; those that are there already stay as they are.

    Raises InvalidInput (files, a demonstration database), Unavailable.
    """
    return _write(
        store,
        read_stations(stations) if stations else PlaceList(),
        read_hospitals(hospitals) if hospitals else PlaceList(),
    )


@restarting
def _write(store: Store, stations: PlaceList, hospitals: PlaceList) -> PlacesReport:
    with import_transaction(store) as tx:
        new_stations = db.insert_stations(tx, stations.places)
        new_hospitals = db.insert_hospitals(tx, hospitals.places)
    return PlacesReport(
        stations=_tally(stations, new_stations),
        hospitals=_tally(hospitals, new_hospitals),
        left_out=(*stations.left_out, *hospitals.left_out),
    )


def _tally(given: PlaceList, new: Iterable[str]) -> Tally:
    written = len(list(new))
    return Tally(written, len(given.places) - written)
