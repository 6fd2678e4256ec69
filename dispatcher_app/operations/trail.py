"""The trail, searched by those who look into something: newest first, a page at a time, each event in plain words."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.operations.trail_fields import Change, changes_of
from dispatcher_app.operations.trail_words import sentence_of, who_words
from dispatcher_app.storage import trail as db
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.trail import TrailCursor, TrailEvent, TrailFilter
from dispatcher_app.storage.trail_names import TrailNames, read_names

PAGE = 100


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One event as people read it. `sentence` begins with `who`; `number` is the event's own, `at` is UTC."""

    number: int
    at: datetime
    who: str
    login: str
    desk: str
    client: str
    sentence: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries, newest first; `more` says where the next page begins, and is None on the last."""

    entries: tuple[TrailEntry, ...]
    more: TrailCursor | None
    zone: tzinfo


def search_trail(
    store: Store, wanted: TrailFilter, zone: tzinfo, after: TrailCursor | None = None, most: int = PAGE
) -> TrailPage:
    """Find the newest events that fit, or those that come `after` a page; sentences tell times in a zone.

    A page begins just before the last event of the one before it, so events that are recorded in the meantime shift
    nothing. Raises NotFound for a call, an ambulance or a person that does not exist, NotAllowed for whoever is no
    supervisor, Unavailable.
    """
    try:
        with store.snapshot() as tx:
            events = db.read_trail(tx, wanted, after, most + 1)
            names = read_names(tx, events)
    except NotAllowed:
        raise NotAllowed("Only supervisors may look at the trail. Nothing was shown.") from None
    shown = events[:most]
    more = TrailCursor(shown[-1].at, shown[-1].number) if len(events) > most else None
    return TrailPage(tuple(_entry(event, names, zone) for event in shown), more, zone)


def _entry(event: TrailEvent, names: TrailNames, zone: tzinfo) -> TrailEntry:
    return TrailEntry(
        number=event.number,
        at=event.at.astimezone(UTC),
        who=who_words(event, names, zone),
        login=event.actor,
        desk=event.desk,
        client=event.client,
        sentence=sentence_of(event, names, zone),
        changes=changes_of(event, names),
    )
