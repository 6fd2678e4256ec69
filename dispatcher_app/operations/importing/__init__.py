"""Real input: records and places of other systems, read, judged and written."""

from dispatcher_app.operations.importing.import_places import import_places
from dispatcher_app.operations.importing.import_unit_records import ImportOptions, import_unit_records
from dispatcher_app.operations.importing.report import (
    ImportReport,
    LeftOut,
    PlacesReport,
    Reason,
    RowSource,
    Tally,
    write_left_out,
)

__all__ = [
    "ImportOptions",
    "ImportReport",
    "LeftOut",
    "PlacesReport",
    "Reason",
    "RowSource",
    "Tally",
    "import_places",
    "import_unit_records",
    "write_left_out",
]
