"""What a connection has not sent yet. Of the updates of one name only the newest waits, of the events a bounded number;
everything else is kept."""

from __future__ import annotations

import array
import socket
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, List, Optional, Union

from .arrays import Packed, padded
from .errors import LinkError
from .files import Descriptor
from .frames import PREFIX, encode, with_dropped
from .names import check_names

if TYPE_CHECKING:
    from .pending import Call

KEPT, ANSWER, NEWEST, EVENT = range(4)
MOST_PIECES = 64
LONGEST_DROPPED = len(',"dropped":') + 20  # what a header may get before it leaves


class Outgoing:
    """A message.

    `key`: what a newer message of the lane NEWEST replaces, or must not overtake. `descriptor` goes with the first
    byte. The message owns it, because its sender may long have given up when it is sent.

    Its bytes are made once, on the sender's thread: the sender may change a value of the header afterwards.
    """

    __slots__ = ("arrays", "call", "counted", "descriptor", "dropped", "header", "key", "lane", "pieces", "size")

    def __init__(
        self,
        header: Dict[str, Any],
        arrays: Optional[Dict[str, Packed]] = None,
        lane: int = KEPT,
        key: str = "",
        counted: bool = True,
        descriptor: Optional[Descriptor] = None,
    ) -> None:
        self.header = header
        self.arrays = arrays or {}
        self.lane = lane
        self.key = key
        self.counted = counted
        self.descriptor = descriptor
        self.call: Optional[Call] = None  # that waits for the answer
        self.dropped = 0
        self.pieces: List[Any] = []
        self.size = 0

    @property
    def is_partial(self) -> bool:
        return self.header.get("kind") == "positions"

    @property
    def header_size(self) -> int:
        room = LONGEST_DROPPED if self.lane in (NEWEST, EVENT) else 0
        return self.pieces[0].nbytes - PREFIX.size + room

    def encode(self) -> None:
        self.pieces = encode(self.header, self.arrays)
        self.size = sum(piece.nbytes for piece in self.pieces)

    def say_dropped(self) -> None:
        self.pieces[0] = with_dropped(self.pieces[0], self.arrays, self.dropped)


def stream_key(header: Dict[str, Any]) -> str:
    """One for all messages that write a stream, so none of them overtakes another one of its name."""
    writes = header["type"] in ("update", "share", "published", "unshare")
    return f"update {header['name']}" if writes else ""


def replace_older(items: Deque[Outgoing], message: Outgoing) -> int:
    """Give the message the place of the older ones that it makes needless. Returns their number.

    Nothing that was put later is overtaken, so their place is the first one. A kept message of the key, a `send` for
    example, is never overtaken, and positions need the mesh before them.
    """
    needless: List[int] = []
    for i in range(len(items) - 1, -1, -1):
        older = items[i]
        if older.key != message.key:
            continue
        if older.lane != NEWEST or (message.is_partial and not older.is_partial):
            break
        needless.append(i)
    if needless:
        if message.counted:
            message.dropped += sum(items[i].dropped + 1 for i in needless)
        items[needless[-1]] = message
        for i in needless[:-1]:
            del items[i]
    return len(needless)


class Outbox:
    """Any thread puts; the link's thread writes."""

    def __init__(self, unsent_events: int, unsent_answer_bytes: int) -> None:
        # What the other end takes. Only a server says its limits; a client has the defaults.
        self.most_payload = 1 << 30
        self.most_header = 1 << 20
        self.frames = self.bytes = self.updates_dropped = self.events_dropped = 0
        self._most_events = unsent_events
        self._most_answer_bytes = unsent_answer_bytes
        self._lock = threading.Lock()
        self._items: Deque[Outgoing] = deque()
        self._writing: Optional[Outgoing] = None
        self._closed = False
        self._events = self._events_lost = self._answer_bytes = 0

    def check(self, message: Outgoing) -> None:
        """Makes its bytes. Raises LinkError for what cannot be sent."""
        check_names(message.header)
        payload = sum(padded(a.byte_count) for a in message.arrays.values())
        if payload > self.most_payload:
            raise LinkError(
                "too_large",
                f"a message with arrays of {payload} bytes is refused by the other end, which takes "
                f"{self.most_payload}; share them in memory",
            )
        message.encode()
        if message.header_size > self.most_header:
            raise LinkError(
                "too_large",
                f"a message with a header of {message.header_size} bytes is refused by the other end, which takes "
                f"{self.most_header}; send large content as arrays",
            )

    def put(self, message: Outgoing) -> bool:
        """False: closed. Raises LinkError for what cannot be sent, unless `check` has passed before."""
        if not message.pieces:
            self.check(message)
        with self._lock:
            if self._closed:
                return False
            if message.lane == NEWEST:
                replaced = replace_older(self._items, message)
                if message.counted:
                    self.updates_dropped += replaced
                if replaced:
                    return True
            elif message.lane == EVENT:
                if self._events >= self._most_events:
                    self._drop_event()
                self._events += 1
            elif message.lane == ANSWER:
                if message.arrays and self._answer_bytes + message.size > self._most_answer_bytes:
                    sentence = (
                        f"the answer has {message.size} bytes, and this connection has not read {self._answer_bytes}"
                    )
                    header = {"type": "error", "id": message.header["id"], "code": "too_slow", "message": sentence}
                    message = Outgoing(header, lane=ANSWER)
                    message.encode()
                self._answer_bytes += message.size
            self._items.append(message)
            return True

    def _drop_event(self) -> None:
        for i, item in enumerate(self._items):
            if item.lane == EVENT:
                del self._items[i]
                self._events -= 1
                self._events_lost += 1
                self.events_dropped += 1
                return

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._items.clear()
            self._writing = None

    @property
    def empty(self) -> bool:
        return self._writing is None and not self._items

    def _first(self) -> Optional[Outgoing]:
        with self._lock:
            if self._writing is None and self._items:
                item = self._writing = self._items.popleft()
                if item.lane == EVENT:
                    self._events -= 1
                    item.dropped, self._events_lost = self._events_lost, 0
                if item.dropped:
                    item.say_dropped()
            return self._writing

    def write_to(self, target: socket.socket, answered: Callable[[], None]) -> Union[bool, None]:
        """True: all is written; False: the socket is full; None: the other end is gone."""
        while True:
            item = self._first()
            if item is None:
                return True
            try:
                if item.descriptor is not None:
                    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [item.descriptor.number]))
                    written = target.sendmsg(item.pieces[:MOST_PIECES], [rights])
                    item.descriptor.close()
                    item.descriptor = None
                else:
                    written = target.sendmsg(item.pieces[:MOST_PIECES])
            except (BlockingIOError, InterruptedError):
                return False
            except OSError:
                return None
            self.bytes += written
            while item.pieces and written >= item.pieces[0].nbytes:
                written -= item.pieces.pop(0).nbytes
            if item.pieces:
                item.pieces[0] = item.pieces[0][written:]
                continue
            self.frames += 1
            with self._lock:
                self._writing = None
                if item.lane == ANSWER:
                    self._answer_bytes -= item.size
            if item.lane == ANSWER:
                answered()
