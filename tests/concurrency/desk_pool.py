"""Desks in processes of their own, and what they share: a barrier to meet at, and an instant to act at.

A forkserver, not spawn: it is itself a fresh interpreter without threads or connections, and twenty desks come up
from it in a fraction of a second instead of importing everything twenty times over.
"""

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized

PATIENCE_S = 30.0
"""How long desks wait for each other before a test is given up."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["dispatcher_app.operations.dispatch", "dispatcher_app.storage.migrate", "pytest"])


class DeskFailed(Exception):
    """What a desk did not expect, with the desk's own stack."""


@dataclass(frozen=True)
class Seat:
    """What a desk's process has: its number from 1, and the means to act together with the others."""

    number: int
    barrier: Barrier
    instant: "Synchronized[float]"

    @property
    def desk(self) -> str:
        """The desk's name."""
        return f"desk {self.number}"

    @property
    def login(self) -> str:
        """The login of who sits there."""
        return f"d{self.number}"

    def meet(self) -> None:
        """Go on once all have come here."""
        self.barrier.wait(PATIENCE_S)

    def agree_on_instant(self, lead_s: float = 0.005) -> float:
        """Meet, and give all the same instant of the machine's monotonic clock, a little ahead."""
        self.meet()
        if self.number == 1:
            self.instant.value = time.perf_counter() + lead_s
        self.meet()
        return float(self.instant.value)


def spin_until(instant: float) -> None:
    """Wait for an instant of `time.perf_counter`, to the microsecond (no scheduler in between)."""
    while time.perf_counter() < instant:
        pass


class DeskPool:
    """A number of desks that do the same work at once, each in its own process."""

    def __init__(self, size: int) -> None:
        """Start the processes."""
        barrier, instant = _processes.Barrier(size), _processes.Value("d", 0.0)
        # Kept: a child finds the barrier by name, and the name goes with the last reference in this process.
        self._seats = [Seat(number, barrier, instant) for number in range(1, size + 1)]
        self._early: dict[int, tuple[bool, Any]] = {}
        self._desks = [_start(seat) for seat in self._seats]

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the processes."""
        for process, line in self._desks:
            line.close()
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()

    def run(self, work: Callable[..., Any], *arguments: Any) -> list[Any]:
        """Let every desk do `work(seat, *arguments)`, and give the results in the desks' order."""
        for _process, line in self._desks:
            line.send((work, arguments))
        return self.results()

    def begin(self, number: int, work: Callable[..., Any], *arguments: Any) -> None:
        """Let one desk begin; `result` waits for its end."""
        self._desks[number - 1][1].send((work, arguments))

    def result(self, number: int) -> Any:
        """Wait for what one desk has done."""
        process = self._desks[number - 1][0]
        try:
            is_good, result = self._early.pop(number) if number in self._early else self._receive(number)
        except (EOFError, ConnectionResetError):
            process.join()
            raise DeskFailed(f"desk {number} ended with {process.exitcode}") from None
        if not is_good:
            raise DeskFailed(f"desk {number}:\n{result}")
        return result

    def results(self) -> list[Any]:
        """Wait for what all desks have done."""
        return [self.result(number) for number in range(1, len(self._desks) + 1)]

    def kill(self, number: int) -> None:
        """End one desk as a power cut would."""
        process = self._desks[number - 1][0]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()

    def has_died(self, number: int) -> bool:
        """Wait until a desk has answered or was killed, and tell whether it was."""
        process = self._desks[number - 1][0]
        try:
            self._early[number] = self._receive(number)
        except (EOFError, ConnectionResetError):
            process.join(PATIENCE_S)
            assert process.exitcode == -signal.SIGKILL, f"desk {number} ended with {process.exitcode}"
            return True
        return False

    def _receive(self, number: int) -> tuple[bool, Any]:
        line = self._desks[number - 1][1]
        if not line.poll(PATIENCE_S):
            raise DeskFailed(f"desk {number} did not answer within {PATIENCE_S} s")
        answer: tuple[bool, Any] = line.recv()
        return answer


def _start(seat: Seat) -> tuple[BaseProcess, "Connection[Any, Any]"]:
    here, there = _processes.Pipe()
    process = _processes.Process(target=_sit, args=(seat, there), daemon=True)
    process.start()
    there.close()
    return process, here


def _sit(seat: Seat, line: "Connection[Any, Any]") -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            work, arguments = line.recv()
        except (EOFError, ConnectionResetError):
            return
        try:
            answer = (True, work(seat, *arguments))
        except Exception:  # noqa: BLE001
            seat.barrier.abort()
            answer = (False, traceback.format_exc())
        line.send(answer)
