"""Importing the types of calls, known again by their codes."""

from pathlib import Path

from dispatcher_app.operations.importing.exclusive import import_transaction
from dispatcher_app.operations.importing.report import TypesReport
from dispatcher_app.operations.importing.types import TypeList, read_types
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage.call_types import save_call_types
from dispatcher_app.storage.store import Store


def import_types(store: Store, file: Path) -> TypesReport:
    """Write the types of a file: new codes are added, known ones say what the file says, all others stay as they are.

    Raises InvalidInput (files, a demonstration database), NotAllowed, Unavailable.
    """
    return _write(store, read_types(file))


@restarting
def _write(store: Store, given: TypeList) -> TypesReport:
    with import_transaction(store) as tx:
        new, changed = save_call_types(tx, given.types)
    return TypesReport(new, changed, len(given.types) - new - changed, given.left_out)
