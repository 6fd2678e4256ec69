"""Real input: records and places of other systems, read, judged and written."""

from dispatcher_app.operations.importing.import_places import import_places
from dispatcher_app.operations.importing.import_shifts import ShiftsReport, import_shifts
from dispatcher_app.operations.importing.import_streets import import_streets
from dispatcher_app.operations.importing.import_types import import_types
from dispatcher_app.operations.importing.import_unit_records import ImportOptions, import_unit_records
from dispatcher_app.operations.importing.report import (
    ImportReport,
    LeftOut,
    PlacesReport,
    Reason,
    RowSource,
    StreetsReport,
    Tally,
    TypesReport,
    write_left_out,
)

__all__ = [
    "ImportOptions",
    "ImportReport",
    "LeftOut",
    "PlacesReport",
    "Reason",
    "RowSource",
    "ShiftsReport",
    "StreetsReport",
    "Tally",
    "TypesReport",
    "import_places",
    "import_shifts",
    "import_streets",
    "import_types",
    "import_unit_records",
    "write_left_out",
]
