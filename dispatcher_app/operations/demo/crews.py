"""The demonstration's hospitals, as they stand, and its crews, with their hours: some of each want attention."""

from datetime import datetime, timedelta

from dispatcher_app.operations.demo import content
from dispatcher_app.storage import importing_crews as db
from dispatcher_app.storage.importing_crews import NewCrew, Standing
from dispatcher_app.storage.store import Transaction

_ON_BREAK_FOR = timedelta(minutes=9)


def man_demo_city(tx: Transaction, now: datetime) -> None:
    """Let everybody go home, and others come aboard. Every ambulance is in: no crew changes while it is out."""
    db.relieve_all(tx, now)
    for (name, *_), standing, can in zip(content.HOSPITALS, content.STANDINGS, content.CAPABILITIES, strict=True):
        status, minutes, beds, note = standing
        since = None if status is None else now - timedelta(minutes=minutes)
        db.set_standing(tx, name, Standing(status, since, beds, note, can))
    crews = [db.ensure_paramedics(tx, _names(turn), [level for _, level in content.AMBULANCES]) for turn in (0, 1)]
    for place, (call_sign, _) in enumerate(content.AMBULANCES):
        if call_sign != content.WITHOUT_CREW:
            for aboard in crews:
                db.put_crew_aboard(tx, _crew(call_sign, place, now), aboard[place])
            if call_sign == content.ON_BREAK:
                db.begin_break(tx, call_sign, now - _ON_BREAK_FOR)


def _crew(call_sign: str, place: int, now: datetime) -> NewCrew:
    aboard_for, left, until_break = content.HOURS[place % len(content.HOURS)]
    on_at, ends_at = now - timedelta(minutes=aboard_for), now + timedelta(minutes=left)
    return NewCrew(call_sign, on_at, ends_at, now + timedelta(minutes=until_break))


def _names(turn: int) -> list[str]:
    """Name one of each ambulance's two: no name comes twice, neither within a turn nor in both."""
    firsts, lasts = content.FIRST_NAMES, content.SURNAMES_ABOARD
    return [
        f"{firsts[(place + 5 * turn) % len(firsts)]} {lasts[(place + 11 * turn) % len(lasts)]}"
        for place in range(len(lasts))
    ]
