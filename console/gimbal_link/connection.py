"""One connection: its life, and what it asks of the other end."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import socket
import threading
import time
import weakref
from collections import deque
from typing import Any, Deque, Dict, Iterable, Optional

from . import address as addresses
from .arrays import Packed, is_index
from .calls import Calls
from .checks import error_header, error_of, sendable
from .errors import LinkError, not_understood
from .frames import Frame, FrameReader
from .handshake import AUTH, CHALLENGE, CLOSING, HELLO, NEVER, OPEN, OVER, VERSION, WELCOME, Handshake
from .host import CLOSING_TIME, Host
from .messages import Messages
from .outbox import NEWEST, Outbox, Outgoing, stream_key
from .peer import Peer
from .pending import Call, Request
from .pool import Backlog, Lane
from .shared import SharedWriter, WrittenSegment, check_layouts, geometry_of, share_header
from .streams import KINDS, check_mesh_to_send

HANDSHAKE_HEADER = 4096
FRAMES_AT_ONCE = 256


class Connection(Handshake, Calls, Messages):
    def __init__(
        self, host: Host, source: socket.socket, address: addresses.Address, is_server: bool, pid: int, token: bytes
    ) -> None:
        limits = host.limits
        source.setblocking(False)
        if not address.path:
            with contextlib.suppress(OSError):  # the other end may be gone
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.host = host
        self.socket = source
        self.address = address
        self.id = host.next_id()
        self.peer = Peer(self)
        self.name = ""
        self.connected = False
        self.opened = threading.Event()  # or ended
        self.error: Optional[LinkError] = None
        self._is_server = is_server
        self._tcp = not address.path
        self._pid = pid
        self._token = token
        self._state = HELLO if is_server else CHALLENGE if self._tcp else WELCOME
        self._reader = FrameReader(HANDSHAKE_HEADER, 0)
        self._outbox = Outbox(limits.unsent_events, limits.unsent_answer_bytes)
        self._since = time.monotonic()
        self._state_deadline = self._since + limits.handshake_time
        self._client_nonce = self._server_nonce = b""
        self._read_ended = self._gone = self._more = self._shut = self._was_open = False
        self._last_words = ""
        self._tokens, self._tokens_at = float(limits.frames_per_second), self._since
        self._unanswered = 0
        self._frames_in = 0
        self._refusal_at = 0.0
        self._lane = Lane()
        self._events = Backlog(limits.unsent_events)
        self._refusals = Backlog(limits.unsent_events)
        # With the lock:
        self._lock = threading.RLock()
        self._last_id = 0
        self._most_calls = limits.open_calls
        self._calls_out: Dict[int, Call] = {}
        self._waiting: Deque[Outgoing] = deque()
        self._calls_in: Dict[int, weakref.ref[Request]] = {}
        self._subscriptions: set[str] = set()
        self._frames: Dict[str, int] = {}
        self._written: Dict[str, WrittenSegment] = {}

    # --- Any thread.
    def info(self) -> Dict[str, Any]:
        with self._lock:
            return {
                "id": self.id,
                "name": self.name,
                "transport": "tcp" if self._tcp else "local",
                "address": str(self.address),
                "pid": self._pid,
                "seconds": time.monotonic() - self._since,
                "frames_in": self._frames_in,
                "frames_out": self._outbox.frames,
                "bytes_in": self._reader.bytes,
                "bytes_out": self._outbox.bytes,
                "updates_dropped": self._outbox.updates_dropped,
                "events_dropped": self._outbox.events_dropped,
                "open_calls_in": len(self._calls_in),
                "open_calls_out": len(self._calls()),
                "subscriptions": sorted(self._subscriptions),
                "connected": self.connected,
            }

    def put(self, message: Outgoing) -> bool:
        if not self.connected or not self._outbox.put(message):
            return False
        self.host.wake()
        return True

    @staticmethod
    def _kind(kind: Optional[str], names: Iterable[str]) -> str:
        kind = kind or ("mesh" if "positions" in names else "array")
        if kind not in KINDS:
            raise ValueError(f"kind is {kind!r}, not one of {', '.join(KINDS)}")
        return kind

    def _checked_kind(self, kind: Optional[str], arrays: Dict[str, Packed]) -> str:
        """Looks at all faces of a mesh, so the lock must not be held."""
        kind = self._kind(kind, arrays)
        if kind != "array":
            check_mesh_to_send(arrays)
        return kind

    def _update_header(self, name: str, kind: str, frame: Optional[int]) -> Dict[str, Any]:
        frame = self._frames[name] = frame or self._frames.get(name, 0) + 1
        return {"type": "update", "name": name, "frame": frame, "kind": kind}

    def update(self, name: str, arrays: Dict[str, Packed], kind: Optional[str], frame: Optional[int]) -> bool:
        kind = self._checked_kind(kind, arrays)
        with self._lock:  # so that the numbers rise in the order of sending
            header = self._update_header(name, kind, frame)
            return self.put_frame(Outgoing(header, arrays, NEWEST, stream_key(header)))

    def send(
        self,
        name: str,
        arrays: Dict[str, Packed],
        kind: Optional[str],
        frame: Optional[int],
        timeout: Optional[float],
    ) -> Call:
        kind = self._checked_kind(kind, arrays)
        with self._lock:
            return self.start(self._update_header(name, kind, frame), arrays, timeout)

    def share(
        self, name: str, layouts: Dict[str, Any], kind: Optional[str], slots: int, named: bool, timeout: float
    ) -> SharedWriter:
        geometry = geometry_of(layouts, slots)
        kind = self._kind(kind, [array.name for array in geometry.arrays])
        check_layouts(kind, geometry, sent=True)
        named = named or self._tcp or not hasattr(os, "memfd_create")
        segment = WrittenSegment(geometry, named)
        header = share_header(name, kind, geometry)
        if named:
            header["segment"] = segment.name
        call: Optional[Call] = None
        try:
            descriptor = None if named else segment.for_reader()
            call = self.start(header, {}, timeout, descriptor=descriptor)
            call.result()
        except BaseException as error:
            segment.close()
            if call is not None and (not isinstance(error, LinkError) or error.code == "deadline"):
                self._give_up_share(name, call)
            raise
        segment.remove_name()  # the reader has it open
        segment.share = call.id
        with self._lock:
            if self._share_of(name) < call.id:
                self._written[name] = segment
        return SharedWriter(self, name, segment)

    def _share_of(self, name: str) -> int:
        """With the lock. The id of the newest `share` of a name; 0: this end writes no such stream."""
        return self._written[name].share if name in self._written else 0

    def _give_up_share(self, name: str, call: Call) -> None:
        """The reader may take a `share` that was sent, also later. It drops an older segment of the name for it."""
        with self._lock:
            self._take_back(call)
            if call.sent and self._share_of(name) < call.id:
                self._written.pop(name, None)
                self.start({"type": "unshare", "name": name}, {})

    def published(self, name: str, segment: WrittenSegment) -> bool:
        header = {"type": "published", "name": name, "generation": segment.generation}
        with self._lock:
            if self._written.get(name) is not segment:
                return False
            return self.put(Outgoing(header, lane=NEWEST, key=stream_key(header), counted=False))

    def unshare(self, name: str, segment: WrittenSegment) -> None:
        with self._lock:
            if self._written.get(name) is segment:
                del self._written[name]
                self.start({"type": "unshare", "name": name}, {})
        segment.close()

    def is_subscribed(self, event: str) -> bool:
        with self._lock:
            return event in self._subscriptions or "*" in self._subscriptions

    # --- The link's thread: life.
    @property
    def is_over(self) -> bool:
        return self._state == OVER

    @property
    def in_handshake(self) -> bool:
        return self._state < OPEN

    def begin(self) -> None:
        hello = {"type": "hello", "protocol": "gimbal-link", "versions": [VERSION, VERSION], "name": self.host.name}
        if self._tcp:
            self._client_nonce = secrets.token_bytes(32)
            hello["nonce"] = self._client_nonce.hex()
        self._outbox.put(Outgoing(hello))

    def wanted(self) -> int:
        events = 0
        if not self._read_ended and not self._is_paused():
            events |= select.POLLIN
        if not self._outbox.empty:
            events |= select.POLLOUT
        return events

    def _is_paused(self) -> bool:
        if self._state != OPEN or self._gone:
            return False
        return self._unanswered > self.host.limits.open_calls or self._tokens < 1

    def next_time(self, now: float) -> float:
        if self._more and not self._is_paused():
            return now
        due = self._state_deadline
        if self._tokens < 1:
            due = min(due, self._tokens_at + (1 - self._tokens) / self.host.limits.frames_per_second + 0.001)
        with self._lock:
            calls = self._calls()
            requests = [reference() for reference in self._calls_in.values()]
        for waiting in (*calls, *requests):
            if waiting is not None and waiting.deadline is not None:
                due = min(due, waiting.deadline)
        return due

    def step(self, events: int) -> None:
        if self._state == OVER:
            return
        now = time.monotonic()
        if events & (select.POLLHUP | select.POLLERR):
            self._gone = True  # nobody reads; what was written to us is still there
        rate = self.host.limits.frames_per_second
        self._tokens = min(float(rate), self._tokens + (now - self._tokens_at) * rate)
        self._tokens_at = now
        self._write()
        if events or self._more:
            self._process()
            self._write()
        self._look_at_deadlines(now)
        if self._state != OVER and now >= self._state_deadline:
            if self._state == CLOSING:
                self.end(self.error or LinkError("closed", "the connection was closed"))
            else:
                limit = self.host.limits.handshake_time
                self.refuse(LinkError("not_authenticated", f"the handshake has taken longer than {limit:g} s"))

    def _answered(self) -> None:
        self._unanswered -= 1

    def _write(self) -> None:
        if self._state == OVER or self._gone:
            return
        wrote = self._outbox.write_to(self.socket, self._answered)
        if wrote is None:
            self._gone = True
            self._more = self._more or not self._read_ended  # read to the end what it wrote before
        elif wrote and self._state == CLOSING and not self._shut:
            self._shut = True
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self._gone = True

    def _drain(self) -> None:
        """An unread byte would make the system throw away what we wrote."""
        try:
            for _ in range(FRAMES_AT_ONCE):
                if not self.socket.recv(1 << 14):
                    break
            else:
                return
        except (BlockingIOError, InterruptedError):
            if not self._gone:
                return
        except OSError:
            pass
        self.end(self.error or LinkError("closed", "the connection was closed"))

    def _process(self) -> None:
        self._more = False
        if self._state == CLOSING:
            self._drain()
            return
        try:
            for _ in range(FRAMES_AT_ONCE):
                if self._state >= CLOSING:
                    return
                if self._is_paused():
                    break
                frame = self._reader.next()
                if frame is not None:
                    self._tokens -= 1
                    self._frames_in += 1
                    self._handle(frame)
                    continue
                if self._read_ended:
                    self.end(LinkError("closed", self._last_words or "the other end has closed it"))
                    return
                read = self._reader.read_from(self.socket, not self._tcp)
                if read is None:
                    return
                if read is False:
                    self._read_ended = True
            self._more = True
        except Exception as error:
            self.refuse(not_understood(error))

    def refuse(self, error: LinkError) -> None:
        """Say the error, then end."""
        header = error_header(error)
        if self.in_handshake:
            header["message"] = header["message"][:512]  # with every letter escaped it fits into such a header
        if error.code == "wrong_version":
            header["versions"] = [VERSION, VERSION]
        self._begin_closing(Outgoing(header), error)

    def close(self, why: str) -> None:
        words = Outgoing({"type": "goodbye", "message": sendable(why)}) if self._state == OPEN else None
        self._begin_closing(words, LinkError("closed", why))

    def _begin_closing(self, words: Optional[Outgoing], error: LinkError) -> None:
        if self._state >= CLOSING:
            return
        with contextlib.suppress(LinkError):  # words that cannot be sent must not keep the connection open
            if words is not None:
                self._outbox.put(words)
        self._state = CLOSING
        self.connected = False
        self._state_deadline = time.monotonic() + CLOSING_TIME
        self.error = self.error or error
        self._write()
        self._more = True

    def end(self, error: LinkError) -> None:
        if self._state == OVER:
            return
        self._state = OVER
        self.connected = False
        self._state_deadline = NEVER
        self.error = self.error or error
        self._outbox.close()
        self._reader.close()
        self.socket.close()
        with self._lock:
            calls = self._calls()
            requests = [reference() for reference in self._calls_in.values()]
            self._calls_out.clear()
            self._waiting.clear()
            self._calls_in.clear()
            written = list(self._written.values())
            self._written.clear()
        for segment in written:
            segment.close()
        self.opened.set()
        for call in calls:
            call.finish(
                None, LinkError("closed", f"the connection to {self.address} has ended: {error.message}")
            )
        for request in requests:
            if request is not None:
                request._cancel()
        for info in self.host.streams.writer_ended(self.id, f"its writer has ended: {error.message}"):
            self.host.stream_ended(info)
        handler = self.host.handlers.disconnected
        if self._was_open and handler is not None:
            self.host.pool.post(lambda: handler(self.peer, error), self._lane)

    def beat(self) -> None:
        with self._lock:
            for segment in self._written.values():
                segment.beat()

    def _handle(self, frame: Frame) -> None:
        header = frame.header
        kind = header.get("type")
        kind = kind if isinstance(kind, str) else ""
        if self._state < OPEN:
            if kind == "error" and not self._is_server:
                self.end(error_of(header))
                return
            wanted = {HELLO: "hello", CHALLENGE: "challenge", AUTH: "auth", WELCOME: "welcome"}[self._state]
            if kind != wanted:
                raise LinkError("not_authenticated", f"a `{wanted}` is expected, not `{kind[:80]}`")
            getattr(self, "_take_" + wanted)(header)
            return
        id = header.get("id")
        if "id" in header and (not is_index(id) or id == 0):
            raise LinkError("bad_message", f"`id` is {id!r}, not a number above 0")
        self._dispatch(frame, kind, id)
