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
    "eve": "dispatch_emergency",
    "erin": "dispatch_emergency",
    "nora": "dispatch_notifier",
    "nobody_at_all": None,
}


def make_people(conninfo: str) -> None:
    """Make the log-ins, unless another test of this cluster has; what another test has opened for them is closed."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for login, group in PEOPLE.items():
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(login)))
            if group == "dispatch_emergency":
                connection.execute(sql.SQL("REVOKE dispatch_dispatcher FROM {} CASCADE").format(sql.Identifier(login)))
                connection.execute(
                    sql.SQL("REVOKE dispatch_dispatcher FROM {} GRANTED BY dispatch_owner").format(
                        sql.Identifier(login)
                    )
                )
            if group is not None:
                connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login)))


def open_access(conninfo: str, login: str, desk: str = "") -> int:
    """Break the glass as an emergency log-in, and say why; the rights come once the alarm is written for good."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO account (login, role) VALUES (%s, 'emergency') ON CONFLICT (login) DO NOTHING", (login,)
        )
    with psycopg.connect(conninfo_of(conninfo, login), autocommit=True, application_name=desk) as connection:
        ((access,),) = connection.execute("SELECT open_emergency_access('Nobody else can log in')").fetchall()
        connection.execute("SELECT give_emergency_rights(%s)", (access,))
        return int(access)


def conninfo_of(conninfo: str, login: str) -> str:
    """Connect to the same database as somebody."""
    return make_conninfo(conninfo, user=login)
