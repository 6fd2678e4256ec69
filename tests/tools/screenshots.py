"""Draws the pictures of the documentation from real windows on a real database: make screenshots.

The board is San Francisco's of 6 January 2017, 17:40:16, read from unit records that are not part of this project
(DISPATCHER_TEST_DATA names their folder); without them its pictures, and those of the conflicts, stay as they are.
"""

import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from dispatcher_app.operations.demo import create_demo_city
from dispatcher_app.operations.importing import ImportOptions, import_places, import_unit_records
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.importing import database_now
from dispatcher_app.storage.importing_demo import bring_to_rest
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.theme.tokens import DARK, LIGHT
from tests.real_data import REAL_DATA, THE_EVENING
from tests.tools.age_pictures import draw_ages
from tests.tools.conflict_pictures import draw_conflicts
from tests.tools.entry_pictures import draw_entries
from tests.tools.people_pictures import draw_people
from tests.tools.picture import PICTURES
from tests.tools.studio import SIZES, Studio, studio, wear


def fill_real(folder: Path, store: Store) -> None:
    """Set the board to the evening of 6 January 2017."""
    places = folder / "sf_places"
    import_places(store, places / "sf_fire_department_facilities.csv", places / "sf_healthcare_facilities.csv")
    files = sorted((folder / "sf_2017").glob("*.csv.gz"))
    import_unit_records(store, files, ImportOptions(at=THE_EVENING))


def fill_and_empty(store: Store) -> None:
    """Make the demo city, and end all that runs or waits in it."""
    create_demo_city(store)
    with store.transaction() as tx:
        bring_to_rest(tx, database_now(tx))


def draw_boards(scene: Studio, application: QApplication, prefix: str) -> None:
    """Draw the board in both palettes and both sizes."""
    for tokens in (DARK, LIGHT):
        wear(application, tokens)
        for width, height in SIZES:
            scene.desk.window.resize(width, height)
            scene.draw(f"{prefix}-{tokens.name}-{width}x{height}")


def main() -> None:
    """Draw everything."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    PICTURES.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    wear(application, DARK)
    with tempfile.TemporaryDirectory(prefix="dispatcher-pictures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(EmbeddedPlaces.under(Path(folder)))
        server.start()
        try:
            draw_people(server, Path(folder), application)
            draw_rooms(server, application)
        finally:
            server.stop()


def draw_rooms(server: EmbeddedServer, application: QApplication) -> None:
    """Draw the boards and the conflicts, each scene on a database of its own."""
    with studio(server, "demo", create_demo_city) as scene:
        draw_boards(scene, application, "demo")
        draw_ages(load_board(scene.rival), application)
        draw_entries(load_board(scene.rival), application)
    with studio(server, "empty", fill_and_empty) as scene:
        draw_boards(scene, application, "empty")
    if REAL_DATA is None:
        print("No public records: desk-*.png and conflict-*.png stay as they are. Set DISPATCHER_TEST_DATA.")
        return
    real = partial(fill_real, REAL_DATA)
    with studio(server, "real", real) as scene:
        draw_boards(scene, application, "desk")
    for tokens in (LIGHT, DARK):
        wear(application, tokens)
        with studio(server, f"conflicts_{tokens.name}", real) as scene:
            draw_conflicts(scene, tokens)


if __name__ == "__main__":
    main()
