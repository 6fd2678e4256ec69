"""Real receivers, by real protocols: what arrives, and what is said when it does not; never an address."""

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from dispatcher_app.domain.deliveries import Claim, NotDelivered
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.ids import DeliveryId
from dispatcher_app.operations.sending import check_address, send_by_apprise
from tests.notifications.receivers import Broker, MailServer, Mood, Receiver, WebHook

SECRETS = ("s3cret", "t0ken", "127.0.0.1")


def claim(url: str, body: str = "M12: #1042, Fall. <b>Ocean & Ave</b>") -> Claim:
    return Claim(DeliveryId(1), 1, 1, "Duty phone", url, "M12: #1042", body)


@pytest.fixture(params=[WebHook, MailServer, Broker])
def receiver(request: pytest.FixtureRequest) -> Iterator[Receiver]:
    """One of each kind."""
    one: Receiver = request.param()
    yield one
    one.close()


def failure(url: str) -> str:
    with pytest.raises(NotDelivered) as caught:
        send_by_apprise(claim(url))
    assert not [secret for secret in SECRETS if secret in str(caught.value)]
    assert caught.value.__cause__ is None
    return str(caught.value)


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_message_arrives_word_for_word(receiver: Receiver) -> None:
    send_by_apprise(claim(receiver.url))
    (text,) = receiver.taken
    assert "M12: #1042" in text
    assert "M12: #1042, Fall. <b>Ocean & Ave</b>" in text


def test_who_hangs_up_has_not_been_told(receiver: Receiver) -> None:
    receiver.mood = lambda: Mood.DROP
    said = failure(f"{receiver.url}{'&' if '?' in receiver.url else '?'}rto=1")
    assert said in {"The receiver hung up.", "The receiver did not confirm it in time."}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (503, "The receiver did not take it (503: Service Unavailable)."),
        (401, "The receiver did not accept the name or the password (401)."),
        (404, "The receiver did not take it (404: Not Found)."),
    ],
)
def test_a_refusal_is_told_by_its_number(status: int, words: str) -> None:
    hook = WebHook(lambda: Mood.REFUSE)
    hook.status = status
    assert failure(hook.url) == words
    hook.close()


def test_a_mail_that_is_refused() -> None:
    server = MailServer(lambda: Mood.REFUSE)
    assert failure(server.url) == "The receiver did not take it (452)."
    server.close()


def test_who_says_nothing_is_not_waited_for_long() -> None:
    hook = WebHook(lambda: Mood.HANG)
    assert failure(f"{hook.url}?rto=0.2") == "The receiver did not answer in time."
    hook.close()


@pytest.mark.parametrize("scheme", ["json", "mqtt"])
def test_nobody_there(scheme: str) -> None:
    assert failure(f"{scheme}://user:s3cret@127.0.0.1:{closed_port()}/t0ken") == "Nobody answers at the address."


def test_a_name_that_nobody_knows() -> None:
    assert failure("json://user:s3cret@no-such-host.invalid/t0ken") == "The address names a server that nobody knows."


@pytest.mark.parametrize("url", ["", "hello", "bogus://s3cret", "tgram://s3cret", "json://a, json://b", "json://"])
def test_what_is_no_address_is_told_when_it_is_given(url: str) -> None:
    if url == "json://a, json://b":
        check_address("json://a")
    with pytest.raises(InvalidInput, match="no address") as caught:
        check_address(url)
    assert "s3cret" not in str(caught.value)
    assert failure(url or "x").startswith("This is no address")


class Log(logging.Handler):
    """What stands in the desk's log: whatever reaches the root."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def log() -> Iterator[Log]:
    """A log that would keep everything."""
    one, root = Log(), logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(one)
    yield one
    root.removeHandler(one)
    root.setLevel(level)


def test_no_log_hears_of_an_address(receiver: Receiver, log: Log) -> None:
    send_by_apprise(claim(receiver.url))
    failure(f"json://user:s3cret@127.0.0.1:{closed_port()}/t0ken")
    logging.getLogger("dispatcher_app").debug("the log is kept")
    assert log.lines == ["the log is kept"]


def test_apprise_is_loaded_only_to_send() -> None:
    code = "import sys, dispatcher_app.cli, dispatcher_app.bootstrap.notify_verbs; sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
