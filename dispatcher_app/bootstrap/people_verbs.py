"""Managing people at a shell. On the embedded server whoever has the machine is its administrator."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Desk, Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.roles import NewPerson, Role
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.operations import people
from dispatcher_app.operations.logging_in import end_emergency_access_of


def add(config: AppConfig, room: Room, person: dict[str, Any], password: str) -> str:
    """Let somebody in."""
    new = NewPerson(person["login"], person["name"], Role(person["role"]), person["level"])
    with _people_desk(config, room) as desk:
        added = people.add_person(desk.store, new, password)
    return f"{added.full_name} may log in as {added.login}: {added.role.words}."


def list_all(config: AppConfig, room: Room) -> list[dict[str, Any]]:
    """List everybody."""
    with _people_desk(config, room) as desk:
        accounts: list[dict[str, Any]] = as_json(people.list_people(desk.store))
    return accounts


def disable(config: AppConfig, room: Room, login: str) -> str:
    """Keep somebody out."""
    with _people_desk(config, room) as desk:
        ended = people.disable_person(desk.store, login)
        left = sum(known.sessions for known in people.list_people(desk.store) if known.login == login)
    if left:
        return f"{login} is disabled. Not all sessions of theirs have ended yet ({left} left): disable them once more."
    sessions = {0: "Nothing of theirs was open.", 1: "One session of theirs was ended."}
    return f"{login} is disabled. {sessions.get(ended, f'{ended} sessions of theirs were ended.')}"


def enable(config: AppConfig, room: Room, login: str) -> str:
    """Let somebody in again."""
    with _people_desk(config, room) as desk:
        people.enable_person(desk.store, login)
    return f"{login} may log in again."


def end_emergency(config: AppConfig, room: Room, login: str) -> str:
    """Take the rights of an emergency log-in back."""
    with _people_desk(config, room) as desk:
        had_any = end_emergency_access_of(desk.store, login)
    return f"Emergency access of {login} is ended." if had_any else f"{login} has no emergency access open."


def change_password(config: AppConfig, room: Room, login: str, password: str) -> str:
    """Give somebody another password."""
    with _people_desk(config, room) as desk:
        people.change_password(desk.store, login, password)
    return f"{login} has a new password."


def change_role(config: AppConfig, room: Room, login: str, wanted: tuple[str, str | None]) -> str:
    """Make somebody something else."""
    role, level = wanted
    with _people_desk(config, room) as desk:
        account = people.change_role(desk.store, login, Role(role), CrewLevel(level) if level else None)
    return f"{account.full_name} is now {account.role.words}."


@contextmanager
def _people_desk(config: AppConfig, room: Room) -> Iterator[Desk]:
    """Open a desk of a real room; of the demonstration only if that is what was asked for. Raises InvalidInput."""
    with desk_for(config, room, as_administrator=True) as desk:
        if desk.is_demo and room is not Room.DEMO:
            sentence = "There is no control room on this machine yet. Set one up first: dispatcher init --embedded"
            raise InvalidInput({"database": [sentence]})
        yield desk
