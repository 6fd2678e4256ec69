"""A control room that asks for passwords, and people in it who have one."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict

from dispatcher_app.bootstrap.admission import admitted
from dispatcher_app.domain.roles import NewPerson, Role
from dispatcher_app.operations.people import add_person
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store

PASSWORD = "a long enough one"  # noqa: S105
WRONG = "not the right one"


class PasswordRoom:
    """The test's database, asking everybody but the server's administrator for a password."""

    def __init__(self, server: EmbeddedServer, store: Store) -> None:
        """Close the door."""
        self.server = server
        self.store = store
        self.database = str(conninfo_to_dict(store.settings.conninfo)["dbname"])
        server.ask_passwords(self.database)

    def login(self, name: str) -> str:
        """Give the name of a log-in: roles belong to the whole server, so each test has its own."""
        return f"{name}_{self.database}"

    def add(self, name: str, role: Role) -> str:
        """Let somebody in, as the administrator of the server does."""
        login = self.login(name)
        add_person(self.store, NewPerson(login, f"{name.title()} Person", role), PASSWORD)
        return login

    def settings(self, login: str, password: str = PASSWORD, desk: str = "") -> ConnectionSettings:
        """Connect as somebody."""
        conninfo = self.server.conninfo(self.database, login)
        return ConnectionSettings(conninfo, desk=desk or f"desk of {login[:20]}", login=login, password=password)

    @contextmanager
    def store_of(self, login: str, password: str = PASSWORD) -> Iterator[Store]:
        """Log somebody in, past the gate."""
        with admitted(self.settings(login, password)) as store:
            yield store
            store.close()

    def one(self, sql: str, *values: object) -> object:
        """Ask the database, as its administrator, for one value."""
        with self.store.transaction() as tx:
            return tx.database.execute_sql(sql, values).fetchone()[0]

    def run(self, sql: str, *values: object) -> None:
        """Change something as the administrator."""
        with self.store.transaction() as tx:
            tx.database.execute_sql(sql, values)
