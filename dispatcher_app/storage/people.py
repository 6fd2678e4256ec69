"""The control room's own row, and the people in it."""

from dispatcher_app.domain import entities
from dispatcher_app.storage.models import ControlRoom, Dispatcher
from dispatcher_app.storage.store import Transaction


def find_control_room(tx: Transaction) -> entities.ControlRoom | None:
    """Tell what this database is; None while nobody has said."""
    for row in ControlRoom.select().execute(tx.database):
        return entities.ControlRoom(row.name, row.time_zone, row.is_demo)
    return None


def insert_control_room(tx: Transaction, room: entities.ControlRoom) -> bool:
    """Write the one row, unless it is there; tell whether it was new."""
    query = ControlRoom.insert(id=1, name=room.name, time_zone=room.time_zone, is_demo=room.is_demo)
    return bool(list(query.on_conflict_ignore().returning(ControlRoom.id).execute(tx.database)))


def insert_dispatcher(tx: Transaction, login: str, full_name: str) -> None:
    """Write a dispatcher's profile; two desks may try at once."""
    Dispatcher.insert(login=login, full_name=full_name).on_conflict_ignore().execute(tx.database)


def session_login(tx: Transaction) -> str:
    """Give `session_user`: who logged in, whatever role the session took on since."""
    (login,) = tx.database.execute_sql("SELECT session_user").fetchone()
    return str(login)


def ensure_login(tx: Transaction, login: str, group: str) -> None:
    """Make a role that may log in, unless it is there, and put it into a group; two desks may try at once."""
    body = "BEGIN CREATE ROLE %%I LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END"
    make = f"SELECT format('DO %%s', quote_literal(format('{body}', %s::text)))"
    for order, values in ((make, (login,)), ("SELECT format('GRANT %%I TO %%I', %s::text, %s::text)", (group, login))):
        (statement,) = tx.database.execute_sql(order, values).fetchone()
        tx.database.execute_sql(statement.replace("%", "%%"))
