"""Orders noted on this machine before they are sent: what a killed desk cannot tell any more, the next one asks for.

Each running program has a file of its own: a line for each order, and a later one once its end is known. It holds a
lock beside the file for as long as it lives, however it ends, so what can be locked is a dead one's. What a power cut
leaves of a line is no line: an order is sent only once its own is on the disk.
"""

import errno
import json
import logging
import os
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import fasteners

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, RequestId
from dispatcher_app.storage.address import is_same_place
from dispatcher_app.storage.lasting import make_names_last

ORDERS = "orders"
"""The folder of the journals, in the data folder."""

_NO_ORDER = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What reading a damaged line may raise."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NotedOrder:
    """An order, and nothing about who called. `place` names the database (`place_of`), `ordered_at` is UTC."""

    command: DispatchAmbulance
    call_number: int
    call_sign: str
    login: str
    desk: str
    place: str
    ordered_at: datetime
    errand: tuple[str, ...] = ()


class OrderJournal:
    """The orders of this program, and those that dead ones left open. Belongs to the SQL thread.

    To be closed in the end; what is open then is the next start's to ask for.
    """

    def __init__(self, folder: Path) -> None:
        """Only remember where."""
        self.folder = folder
        self._own: _Sheet | None = None
        self._taken: list[_Sheet] = []

    def begin(self) -> None:
        """Make this program's file, unless it is there. Raises OSError where none can be kept."""
        if self._own is None:
            self._own = _new_sheet(self.folder)

    def note(self, order: NotedOrder) -> None:
        """Put an order on the disk, whatever happens to this machine next. Raises OSError where that cannot be done."""
        self.begin()
        try:
            self._note(order)
        except FileNotFoundError:
            # Somebody has cleared the folder.
            if self._own is not None:
                self._own.release()
            self._own = _new_sheet(self.folder)
            self._note(order)

    def settle(self, request_id: RequestId) -> None:
        """Take down that the end of an order is known. Raises OSError."""
        for sheet in self._sheets():
            sheet.settle(request_id)
        for sheet in [sheet for sheet in self._taken if not sheet.open]:
            self._taken.remove(sheet)
            sheet.release()

    def left_open(self, place: str) -> tuple[NotedOrder, ...]:
        """Give the orders for a database whose end nobody took down, the oldest first. What cannot be read is not."""
        held = {sheet.path for sheet in self._sheets()}
        for path in sorted(set(self.folder.glob("*.jsonl")) - held):
            try:
                self._take_over(path, place)
            except OSError:
                _log.exception("a journal of orders could not be read")
        found = [
            order for sheet in self._sheets() for order in sheet.open.values() if is_same_place(order.place, place)
        ]
        return tuple(sorted(found, key=lambda order: order.ordered_at))

    def close(self) -> None:
        """Leave the files to the next start, as far as anything is open in them."""
        for sheet in self._sheets():
            sheet.release()
        self._own, self._taken = None, []

    def _note(self, order: NotedOrder) -> None:
        if self._own is not None:
            self._own.note(order)

    def _take_over(self, path: Path, place: str) -> None:
        sheet = _dead_sheet(path)
        if sheet is None:
            return
        if any(is_same_place(order.place, place) for order in sheet.open.values()):
            self._taken.append(sheet)
        else:
            sheet.release()

    def _sheets(self) -> list["_Sheet"]:
        return self._taken if self._own is None else [*self._taken, self._own]


class _Sheet:
    """One file, which this program alone may write."""

    def __init__(self, path: Path, lock: fasteners.InterProcessReaderWriterLock) -> None:
        self.path = path
        self.open: dict[RequestId, NotedOrder] = {}
        self._lock = lock

    def note(self, order: NotedOrder) -> None:
        # Even where this fails, the line may have come through.
        self.open[order.command.request_id] = order
        self._append(_in_json(order), is_to_last=True)

    def settle(self, request_id: RequestId) -> None:
        if self.open.pop(request_id, None) is not None:
            # Should this be lost, the order is asked for once more.
            self._append({"settled": str(request_id)}, is_to_last=False)

    def read(self) -> None:
        for line in self.path.read_bytes().splitlines():
            try:
                if line.strip():
                    self._take(json.loads(line))
            except _NO_ORDER:
                _log.warning("a line in a journal of orders cannot be read")

    def release(self) -> None:
        """Give the file back, and take it away if nothing is open in it."""
        with suppress(OSError):
            if not self.open:
                self.path.unlink(missing_ok=True)
                _lock_beside(self.path).unlink()
        self._lock.release_write_lock()

    def _take(self, line: Any) -> None:
        if "settled" in line:
            self.open.pop(RequestId(uuid.UUID(line["settled"])), None)
        else:
            order = _from_json(line["order"])
            self.open[order.command.request_id] = order

    def _append(self, line: dict[str, Any], *, is_to_last: bool) -> None:
        # What an earlier line lost its end at must not swallow this one.
        data = f"\n{json.dumps(line)}\n".encode()
        opened = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.write(opened, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if is_to_last:
                os.fsync(opened)
        finally:
            os.close(opened)


def _new_sheet(folder: Path) -> _Sheet:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_names_last(folder.parent)
    path = folder / f"{uuid.uuid4().hex}.jsonl"
    lock = _locked(path)
    if lock is None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    sheet = _Sheet(path, lock)
    try:
        # Only behind its lock: whoever sees the file can tell that somebody lives.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        make_names_last(folder)
    except BaseException:
        sheet.release()
        raise
    return sheet


def _dead_sheet(path: Path) -> _Sheet | None:
    """Take a file over; None if it is a living program's, or was taken away just now."""
    lock = _locked(path) if path.is_file() else None
    if lock is None:
        return None
    sheet = _Sheet(path, lock)
    try:
        if path.is_file():
            sheet.read()
    except BaseException:
        lock.release_write_lock()
        raise
    return sheet


def _locked(path: Path) -> fasteners.InterProcessReaderWriterLock | None:
    beside = _lock_beside(path)
    # Made here, where nobody else may read it.
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600))
    lock = fasteners.InterProcessReaderWriterLock(str(beside))
    try:
        if lock.acquire_write_lock(blocking=False):
            return lock
    except threading.ThreadError as error:
        raise OSError(errno.ENOLCK, str(error)) from error
    # Giving back what was not got closes the file.
    lock.release_write_lock()
    return None


def _lock_beside(path: Path) -> Path:
    return path.with_suffix(".lock")


def _in_json(order: NotedOrder) -> dict[str, Any]:
    told = {
        "request_id": str(order.command.request_id),
        "emergency_call_id": order.command.emergency_call_id,
        "ambulance_id": order.command.ambulance_id,
        "call_number": order.call_number,
        "call_sign": order.call_sign,
        "errand": order.errand,
        "login": order.login,
        "desk": order.desk,
        "place": order.place,
        "ordered_at": order.ordered_at.isoformat(),
    }
    return {"order": told}


def _from_json(told: Any) -> NotedOrder:
    command = DispatchAmbulance(
        EmergencyCallId(int(told["emergency_call_id"])),
        AmbulanceId(int(told["ambulance_id"])),
        request_id=RequestId(uuid.UUID(told["request_id"])),
    )
    ordered_at = datetime.fromisoformat(told["ordered_at"])
    if ordered_at.tzinfo is None:
        raise ValueError("an instant without its zone")
    call_sign, login, desk, place = (str(told[name]) for name in ("call_sign", "login", "desk", "place"))
    errand = tuple(str(words) for words in told["errand"])
    return NotedOrder(command, int(told["call_number"]), call_sign, login, desk, place, ordered_at, errand)
