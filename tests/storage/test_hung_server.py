"""A server that takes calls and says nothing: asking it stops nobody but who asks."""

import socket
import threading
import time
from pathlib import Path

from psycopg import pq

from dispatcher_app.storage import embedded
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer


def test_asking_a_hung_server_lets_every_other_thread_go_on(tmp_path: Path) -> None:
    places = EmbeddedPlaces(tmp_path / "data", tmp_path / "run")
    places.socket.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(places.socket / ".s.PGSQL.5432"))
        silent.listen()
        answers: list[pq.Ping] = []
        asking = threading.Thread(target=lambda: answers.append(EmbeddedServer(places)._ping()))
        longest = 0.0
        asking.start()
        last = time.monotonic()
        while asking.is_alive():
            asking.join(0.01)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert answers == [pq.Ping.NO_RESPONSE]
    assert longest < embedded._PING_TIMEOUT_S / 2
