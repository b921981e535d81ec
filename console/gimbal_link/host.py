"""What a client and a server have in common: the thread that owns the sockets, the threads of the handlers."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import select
import socket
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, List, Optional

from . import address as addresses
from .errors import LinkError, sentence_of
from .listening import Listening
from .names import check_name
from .pool import HandlerPool, Lane, guard, report
from .streams import StreamInfo, Streams

if TYPE_CHECKING:
    from .connection import Connection

TICK = 0.25  # seconds
CLOSING_TIME = 1.0


@dataclasses.dataclass
class Limits:
    """docs/link.md, section 7. Times are in seconds."""

    header_bytes: int = 1 << 20
    payload_bytes: int = 1 << 30
    connections: int = 64
    handshakes: int = 16
    handshake_time: float = 5.0
    frames_per_second: int = 20_000
    open_calls: int = 256
    unsent_answer_bytes: int = 1 << 30
    unsent_events: int = 1024
    subscriptions: int = 256
    streams: int = 1024
    stream_bytes: int = 4 << 30
    segments: int = 64


@dataclasses.dataclass
class Permissions:
    """What the other end may do. `events`: subscribe; `push`: send events."""

    call: bool = True
    evaluate: bool = False
    events: bool = True
    push: bool = True
    update: bool = True
    read: bool = True
    share: bool = True

    def names(self) -> List[str]:
        return sorted(name for name, granted in dataclasses.asdict(self).items() if granted)


@dataclasses.dataclass
class Handlers:
    """Functions of the user. They run on threads of the link, and may wait and call a peer."""

    commands: Dict[str, Callable[..., Any]] = dataclasses.field(default_factory=dict)
    call: Optional[Callable[..., Any]] = None
    evaluate: Optional[Callable[..., Any]] = None
    event: Optional[Callable[..., Any]] = None
    update: Optional[Callable[..., Any]] = None
    stream_ended: Optional[Callable[..., Any]] = None
    connected: Optional[Callable[..., Any]] = None
    disconnected: Optional[Callable[..., Any]] = None
    refused: Optional[Callable[..., Any]] = None


class Host:
    def __init__(
        self,
        name: str,
        handlers: Handlers,
        events: List[str],
        permissions: Permissions,
        limits: Limits,
        handler_threads: int,
    ) -> None:
        check_name(name, "the name of this end")
        for event in events:
            check_name(event, "the name of the event")
        for command in handlers.commands:
            check_name(command, "the name of the command")
        self.name = name
        self.handlers = handlers
        self.events = events
        self.permissions = permissions
        self.limits = limits
        self.streams = Streams(limits.streams, limits.stream_bytes)
        self.pool = HandlerPool(handler_threads)
        self.lock = threading.Lock()
        self.connections: List[Connection] = []
        self._listening: List[Listening] = []
        self._accept_after = 0.0
        self._next_id = 0
        self._closing: Optional[str] = None
        self._closed = False
        self._due: Dict[str, bool] = {}
        self._stream_lane = Lane()
        self._later: Deque[Callable[[], Any]] = deque()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    # --- Any thread.
    def listen(self, text: str, folder: str) -> None:
        self._listening.append(Listening(addresses.parse(text, folder), folder))

    def start(self) -> None:
        self._thread.start()

    def next_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def addresses(self) -> List[str]:
        return [str(listening.address) for listening in self._listening]

    def token_files(self) -> List[str]:
        return [listening.token_file for listening in self._listening if listening.token_file]

    def on_link_thread(self) -> bool:
        return threading.current_thread() is self._thread

    def wake(self) -> None:
        try:
            self._wake_write.send(b"\0")
        except OSError:
            pass  # full: it is awake; closed: it has ended

    def later(self, function: Callable[[], Any]) -> None:
        """Run it on the link's thread. Takes no lock, so a finalizer may call it."""
        self._later.append(function)
        self.wake()

    def close(self, why: str) -> None:
        with self.lock:
            if self._closed:
                return
            self._closed = True
        self._closing = why
        self.wake()
        if self._thread.ident and not self.on_link_thread():
            self._thread.join()
        self.streams.close()
        self.pool.stop()
        for listening in self._listening:
            listening.close()
        self._listening.clear()
        self._wake_read.close()
        self._wake_write.close()

    # --- The link's thread.
    def _run(self) -> None:
        ticked = time.monotonic()
        closing_until: Optional[float] = None
        while True:
            now = time.monotonic()
            if self._closing is not None and closing_until is None:
                closing_until = now + CLOSING_TIME
                for connection in self.connections:
                    connection.close(self._closing)
            if closing_until is not None and (not self.connections or now >= closing_until):
                break
            until = ticked + TICK if closing_until is None else min(ticked + TICK, closing_until)
            events = self._wait(now, until, accepting=closing_until is None and now >= self._accept_after)
            while self._later:
                guard(self._later.popleft())
            for connection in list(self.connections):
                self._step(connection, events)
            self._forget_ended()
            for listening in self._listening:
                if listening.socket.fileno() in events:
                    self._accept_from(listening)
            if time.monotonic() - ticked >= TICK:
                ticked = time.monotonic()
                for connection in self.connections:
                    connection.beat()
                self.streams.look_at_heartbeats()
        for connection in list(self.connections):
            connection.end(LinkError("closed", self._closing or ""))
        self._forget_ended()

    def _wait(self, now: float, until: float, accepting: bool) -> Dict[int, int]:
        """What the system reports of the sockets, by their numbers."""
        poller = select.poll()
        poller.register(self._wake_read, select.POLLIN)
        for listening in self._listening if accepting else ():
            poller.register(listening.socket, select.POLLIN)
        for connection in self.connections:
            poller.register(connection.socket, connection.wanted())
            until = min(until, connection.next_time(now))
        events = dict(poller.poll(max(until - time.monotonic(), 0) * 1000))
        if self._wake_read.fileno() in events:
            with contextlib.suppress(BlockingIOError):
                self._wake_read.recv(4096)
        return events

    def _forget_ended(self) -> None:
        if any(connection.is_over for connection in self.connections):
            with self.lock:
                self.connections = [c for c in self.connections if not c.is_over]

    def _step(self, connection: Connection, events: Dict[int, int]) -> None:
        """An error here is one of this package. It ends the connection, not the thread of all of them."""
        try:
            connection.step(events.get(connection.socket.fileno(), 0))
        except Exception as error:
            report(error)
            connection.end(LinkError("closed", f"this end has failed: {sentence_of(error)}"))

    def _accept_from(self, listening: Listening) -> None:
        for _ in range(64):
            try:
                accepted, _ = listening.socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no descriptor is left
                self._accept_after = time.monotonic() + 0.1
                return
            try:
                self._admit(accepted, listening)
            except Exception as error:
                report(error)
                accepted.close()

    def _admit(self, accepted: socket.socket, listening: Listening) -> None:
        from .connection import Connection

        refusal, pid = None, 0
        if listening.address.path:
            uid, pid = addresses.other_end(accepted)
            if uid != os.getuid():
                refusal = LinkError("not_local", "this link belongs to another user")
        alive = [c for c in self.connections if not c.is_over]
        early = [c for c in alive if c.in_handshake]
        if len(alive) - len(early) >= self.limits.connections:
            refusal = LinkError("too_many", f"there are {len(alive) - len(early)} connections, the most there may be")
        elif len(early) >= self.limits.handshakes:
            early[0].end(LinkError("too_many", "too many connections are in the handshake"))
        connection = Connection(self, accepted, listening.address, True, pid, listening.token)
        if refusal:
            connection.refuse(refusal)
        with self.lock:
            self.connections = [c for c in self.connections if not c.is_over] + [connection]

    def stream_changed(self, name: str) -> None:
        """Posts the handler once for each name; it takes the newest frame when its turn comes."""
        if self.handlers.update is None:
            return
        with self.lock:
            is_new = name not in self._due
            self._due[name] = True
        if is_new:
            self.pool.post(lambda: self._call_update_handler(name))

    def _call_update_handler(self, name: str) -> None:
        with self.lock:
            self._due[name] = False
        snapshot = self.streams.next_for_handler(name)
        if snapshot is not None and self.handlers.update is not None:
            guard(self.handlers.update, snapshot)
        with self.lock:
            again = self._due[name]
            if not again:
                del self._due[name]
        if again:
            self.pool.post(lambda: self._call_update_handler(name))

    def stream_ended(self, info: StreamInfo) -> None:
        handler = self.handlers.stream_ended
        if handler is not None:
            self.pool.post(lambda: handler(info), self._stream_lane)


