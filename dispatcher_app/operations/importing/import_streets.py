"""Importing the streets of a region for address help."""

from pathlib import Path

from dispatcher_app.operations.importing.exclusive import import_transaction
from dispatcher_app.operations.importing.report import StreetsReport
from dispatcher_app.operations.importing.streets import StreetList, read_streets
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.streets import write_streets


def import_streets(store: Store, file: Path) -> StreetsReport:
    """Import a street map; segments that are there already are replaced by what the file says of them.

    All or nothing is written. Raises InvalidInput (the file, a demonstration database), Unavailable.
    """
    return _write(store, read_streets(file))


@restarting
def _write(store: Store, streets: StreetList) -> StreetsReport:
    with import_transaction(store) as tx:
        written = write_streets(tx, streets.segments)
    unchanged = len(streets.segments) - written.new - written.replaced
    names = len({item.segment.name for item in streets.segments})
    return StreetsReport(names, written.new, written.replaced, unchanged, streets.left_out)
