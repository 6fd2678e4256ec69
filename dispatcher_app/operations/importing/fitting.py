"""What a database would not take is found out row by row, so that one bad cell costs one row."""

from datetime import datetime

from dispatcher_app.domain.checks import checked_instant, checked_number
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.operations.importing.report import Reason, Unusable


def fitting_text(column: str, text: str) -> str:
    """Give the text as this column ("table.column") keeps it. Raises Unusable."""
    try:
        return checked_text(column, text, LIMITS[column])
    except InvalidInput as error:
        raise Unusable(Reason.UNFIT, str(error).removesuffix(".")) from None


def fitting_number(title: str, text: str) -> int:
    """Read a whole number from 1 on. Raises Unusable."""
    try:
        return checked_number(title, text, f"{title} {text}")
    except InvalidInput as error:
        raise Unusable(Reason.UNREADABLE, str(error)) from None


def fitting_instant(title: str, instant: datetime, now: datetime) -> datetime:
    """Give the time of something that has happened. Raises Unusable."""
    try:
        return checked_instant(title, instant, now)
    except InvalidInput:
        raise Unusable(Reason.NO_TIME_FOR_IT, f"{title} {instant:%Y-%m-%d %H:%M:%S}") from None
