"""Sending one message to one address, through Apprise: mail, text messages, pagers, MQTT, webhooks.

What Apprise and the libraries beneath it say goes to no log: it names addresses, and those are secrets. What went wrong
is told in sentences of our own.
"""

import http
import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from dispatcher_app.domain.deliveries import Claim, NotDelivered
from dispatcher_app.domain.errors import InvalidInput

if TYPE_CHECKING:
    from types import ModuleType

_TALKATIVE = ("apprise", "urllib3", "requests", "paho", "httpx")

_LOADING = threading.Lock()

_NO_ADDRESS = "This is no address that messages can be sent to. It looks like mailto://…, mqtt://… or json://…."

_UNKNOWN = "It was not taken, and the service did not say why."

_LOG_IN_REFUSED = "The receiver did not accept the name or the password."

_BY_WORDS = (
    ("certificate", "The receiver's certificate is not trusted."),
    ("timed out|timeout", "The receiver did not answer in time."),
    ("could not be delivered", "The receiver did not confirm it in time."),
    (
        "name or service not known|name resolution|nodename nor servname|getaddrinfo|failed to resolve",
        "The address names a server that nobody knows.",
    ),
    ("refused|no route|unreachable", "Nobody answers at the address."),
    ("authentication", _LOG_IN_REFUSED),
    ("reset|closed|disconnected|aborted|broken pipe|eof", "The receiver hung up."),
    ("ssl", "The receiver and this program have no way of encrypting in common."),
)
"""What is said is taken from the first that fits; where a library words things anew, it is the last resort."""

_STATUS = re.compile(r"error=(\d{3})\b|exception: \((\d{3}),", re.IGNORECASE)
"""HTTP's status, and SMTP's, as Apprise reports them."""

_NO_LOG_IN = frozenset({401, 403, 407, 530, 535})


def send_by_apprise(claim: Claim) -> None:
    """Send it. Raises NotDelivered with a sentence that names neither address nor secret."""
    said: list[str] = []
    manager = _with_service(claim.url, NotDelivered)
    try:
        is_sent = manager.notify(
            title=claim.subject,
            body=claim.body,
            body_format="text",
            log_callback=lambda entry, _service: said.append(str(entry.message)),
            log_level=logging.DEBUG,
        )
    except Exception as error:  # noqa: BLE001  (any of a hundred services; its words may hold the address)
        raise NotDelivered(_reason([type(error).__name__])) from None
    if not is_sent:
        raise NotDelivered(_reason(said))


def prepare() -> None:
    """Load what sends, for whoever does nothing else: else the first message would wait for it."""
    _apprise()


def check_address(url: str) -> None:
    """Raise InvalidInput for what is no address of any service."""
    _with_service(url, lambda sentence: InvalidInput({"address": [sentence]}))


def _with_service(url: str, refused: Callable[[str], Exception]) -> Any:
    apprise = _apprise()
    # One address is one service: a list of them would be told as one, whichever was reached.
    service = apprise.Apprise.instantiate(url, asset=apprise.AppriseAsset(async_mode=False))
    if service is None:
        raise refused(_NO_ADDRESS)
    if getattr(service, "qos", None) == 0:
        # MQTT's "at most once" counts as sent what nobody has received.
        service.qos = 1
    manager = apprise.Apprise()
    manager.add(service)
    return manager


def _apprise() -> "ModuleType":
    """Load it when it is first needed, by one thread: that takes a while."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> "ModuleType":
    """Load it with all its services. Its words are for us to hear, and for no log."""
    with warnings.catch_warnings():
        # One of a hundred services may still want what Python is about to drop.
        warnings.simplefilter("ignore")
        import apprise  # noqa: PLC0415

        apprise.Apprise.instantiate("json://localhost")
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
    # Only what went wrong beneath says why, and that is said at this level.
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    return apprise


def _reason(said: Iterable[str]) -> str:
    words = " ".join(said)
    if found := _STATUS.search(words):
        return _status_words(int(found[1] or found[2]), is_web=bool(found[1]))
    for pattern, sentence in _BY_WORDS:
        if re.search(pattern, words, re.IGNORECASE):
            return sentence
    return _UNKNOWN


def _status_words(status: int, *, is_web: bool) -> str:
    if status in _NO_LOG_IN:
        return f"{_LOG_IN_REFUSED[:-1]} ({status})."
    is_known = is_web and status in set(http.HTTPStatus)
    phrase = f": {http.HTTPStatus(status).phrase}" if is_known else ""
    return f"The receiver did not take it ({status}{phrase})."
