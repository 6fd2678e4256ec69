"""The control room's own row, the people in it, and what the server lets them do."""

from dispatcher_app.domain import entities
from dispatcher_app.domain.roles import Account, NewPerson, Role
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


def may_log_in(tx: Transaction) -> bool:
    """Tell whether whoever this session belongs to could still log in: a disabled person's session may outlive it."""
    (may,) = tx.database.execute_sql("SELECT rolcanlogin FROM pg_roles WHERE rolname = session_user").fetchone()
    return bool(may)


def session_groups(tx: Transaction) -> frozenset[Role]:
    """Tell which groups this session's log-in belongs to; a server's administrator belongs to all of them."""
    cursor = tx.database.execute_sql(
        "SELECT substr(rolname, 10) FROM pg_roles WHERE rolname LIKE 'dispatch\\_%%'"
        " AND NOT rolcanlogin AND rolname <> 'dispatch_owner' AND pg_has_role(session_user, oid, 'MEMBER')"
    )
    return frozenset(Role(group) for (group,) in cursor.fetchall() if group in set(Role))


def ensure_login(tx: Transaction, login: str, role: Role) -> None:
    """Let somebody in without a password, unless they were before: on a server that only its machine can reach.

    Two desks may try at once. What an administrator has made of somebody since stays so.
    """
    found = tx.database.execute_sql("SELECT 1 FROM account WHERE login = %s", (login,)).fetchone()
    if found is not None:
        return
    body = "BEGIN CREATE ROLE %%I LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END"
    make = f"SELECT format('DO %%s', quote_literal(format('{body}', %s::text)))"
    # The owner looks after everybody: what the server's administrator made is handed over.
    hand_over = "SELECT format('GRANT %%I TO dispatch_owner WITH ADMIN OPTION', %s::text)"
    for order in (make, hand_over):
        (statement,) = tx.database.execute_sql(order, (login,)).fetchone()
        tx.database.execute_sql(statement.replace("%", "%%"))
    add = "INSERT INTO account (login, role) VALUES (%s, %s) ON CONFLICT (login) DO NOTHING"
    tx.database.execute_sql(add, (login, role))
    _leave_groups(tx, login)
    tx.database.execute_sql("SELECT let_belong_to(%s, %s)", (login, role))


def _leave_groups(tx: Transaction, login: str) -> None:
    """Take back what the server's administrator has granted by hand: the owner could not."""
    for group in Role:
        take_back = "SELECT format('REVOKE %%I FROM %%I', %s::text, %s::text)"
        (statement,) = tx.database.execute_sql(take_back, (f"dispatch_{group}", login)).fetchone()
        tx.database.execute_sql(statement.replace("%", "%%"))


def is_login_taken(tx: Transaction, login: str) -> bool:
    """Tell whether the server knows a role of that name, of this control room or not."""
    sql = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s) OR EXISTS (SELECT FROM account WHERE login = %s)"
    return bool(tx.database.execute_sql(sql, (login, login)).fetchone()[0])


def add_person(tx: Transaction, person: NewPerson, password: str) -> None:
    """Make a role and a profile. Raises NotAllowed for those who may not."""
    verifier = _verifier(tx, person.login, password)
    tx.database.execute_sql(
        "SELECT add_person(%s, %s, %s, %s, %s)",
        (person.login, person.full_name, person.role, verifier, person.level),
    )


def set_role(tx: Transaction, login: str, role: Role, level: str | None) -> None:
    """Move somebody to another group; it holds for their running sessions too."""
    tx.database.execute_sql("SELECT set_person_role(%s, %s, %s)", (login, role, level))


def set_active(tx: Transaction, login: str, *, is_active: bool) -> None:
    """Let somebody log in, or no more. Running sessions go on: see `end_sessions`."""
    tx.database.execute_sql("SELECT set_person_active(%s, %s)", (login, is_active))


def set_password(tx: Transaction, login: str, password: str) -> None:
    """Give somebody another password."""
    tx.database.execute_sql("SELECT set_password(%s, %s)", (login, _verifier(tx, login, password)))


def end_sessions(tx: Transaction, login: str) -> int:
    """End the sessions of somebody who has been disabled, and give their count."""
    return int(tx.database.execute_sql("SELECT end_sessions_of_disabled(%s)", (login,)).fetchone()[0])


def open_gate_for(tx: Transaction, login: str) -> None:
    """Forget somebody's wrong passwords, and the lock they made."""
    tx.database.execute_sql("SELECT open_gate_for(%s)", (login,))


def find_account(tx: Transaction, login: str) -> Account | None:
    """Find one person."""
    found = [account for account in read_accounts(tx) if account.login == login]
    return found[0] if found else None


def read_accounts(tx: Transaction) -> tuple[Account, ...]:
    """List everybody who may log in, or might again."""
    cursor = tx.database.execute_sql(
        """
        SELECT a.login, coalesce(d.full_name, p.full_name, a.login), a.role, a.is_active, a.password_set_at,
               CASE WHEN f.locked_until > clock_timestamp() THEN f.locked_until END,
               (SELECT count(*) FROM pg_stat_activity AS s
                WHERE s.usename = a.login AND s.datname = current_database())
        FROM account AS a LEFT JOIN dispatcher AS d ON d.login = a.login AND a.role <> 'paramedic'
        LEFT JOIN paramedic AS p ON p.login = a.login LEFT JOIN log_in_failure AS f ON f.login = a.login
        ORDER BY a.login"""
    )
    return tuple(
        Account(login, name, Role(role), is_active, set_at, locked_until, sessions)
        for login, name, role, is_active, set_at, locked_until, sessions in cursor.fetchall()
    )


def _verifier(tx: Transaction, login: str, password: str) -> str:
    """Make what the server keeps instead of a password (RFC 5802): the password itself never leaves this desk."""
    made: bytes = tx.database.connection().pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()
