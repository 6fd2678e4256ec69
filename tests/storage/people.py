"""People with a role of their own, in each of the groups: who tries what."""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

PEOPLE = {
    "vera": "dispatch_viewer",
    "pam": "dispatch_paramedic",
    "anna": "dispatch_dispatcher",
    "ben": "dispatch_dispatcher",
    "sue": "dispatch_supervisor",
    "ada": "dispatch_admin",
    "nobody_at_all": None,
}


def make_people(conninfo: str) -> None:
    """Make the log-ins, unless another test of this cluster has."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for login, group in PEOPLE.items():
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(login)))
            if group is not None:
                connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login)))


def conninfo_of(conninfo: str, login: str) -> str:
    """Connect to the same database as somebody."""
    return make_conninfo(conninfo, user=login)
