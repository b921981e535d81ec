"""The two ends of a call: the one that waits, and the one that was asked."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, Dict, Generator, List, Optional

from .errors import LinkError
from .pool import guard

if TYPE_CHECKING:
    from .connection import Connection
    from .peer import Peer


class Reply:
    """The answer to a call: a value, and arrays by their names."""

    __slots__ = ("arrays", "value")

    def __init__(self, value: Any = None, arrays: Optional[Dict[str, Any]] = None) -> None:
        self.value = value
        self.arrays = arrays or {}

    def __repr__(self) -> str:
        return f"Reply({self.value!r}, arrays={list(self.arrays)})"


class Call:
    """A call whose answer may not have come. `result()` from any thread, `await` from any event loop."""

    def __init__(
        self,
        connection: Connection,
        deadline: Optional[float],
        on_progress: Optional[Callable[[Optional[float], str], Any]],
    ) -> None:
        self.id = 0
        self.deadline = deadline  # of time.monotonic()
        self.on_progress = on_progress
        self.sent = False  # or will be: it waits for nothing but the socket
        self._connection = connection
        self._future: concurrent.futures.Future[Reply] = concurrent.futures.Future()
        self._future.add_done_callback(self._was_cancelled)

    def result(self, timeout: Optional[float] = None) -> Reply:
        """Wait for the reply. TimeoutError: it did not come within `timeout` seconds, and the call goes on."""
        if self._connection.host.on_link_thread():
            raise RuntimeError("a function that the link's thread calls must not wait for the link")
        try:
            return self._future.result(timeout)
        except concurrent.futures.TimeoutError:
            raise TimeoutError(f"no answer came within {timeout:g} s; the call goes on") from None

    def done(self) -> bool:
        return self._future.done()

    def cancel(self) -> bool:
        """Ask the other end to stop. The answer still comes: usually LinkError "cancelled". False: it has come."""
        if self._future.done():
            return False
        self._connection.cancel(self)
        return True

    def add_done_callback(self, function: Callable[[Call], Any]) -> None:
        self._future.add_done_callback(lambda _: guard(function, self))

    def __await__(self) -> Generator[Any, None, Reply]:
        return asyncio.wrap_future(self._future).__await__()

    def _was_cancelled(self, future: concurrent.futures.Future[Reply]) -> None:
        if future.cancelled():  # the task that awaited it was cancelled
            self.deadline = None
            self._connection.cancel(self)

    def finish(self, reply: Optional[Reply], error: Optional[LinkError] = None) -> bool:
        """False: it was cancelled, or has its answer."""
        try:
            if error is None:
                self._future.set_result(reply or Reply())
            else:
                self._future.set_exception(error)
        except concurrent.futures.InvalidStateError:
            return False
        return True


class Request:
    """A call that the other end has made. It is answered once, by a return value or by `answer()`, from any thread."""

    def __init__(
        self, connection: Connection, id: int, command: str, arguments: Dict[str, Any], arrays: Dict[str, Any]
    ) -> None:
        self.command = command
        self.source = ""
        self.arguments = arguments
        self.arrays = arrays
        self.deadline: Optional[float] = None
        self._connection = connection
        self._id = id
        self._lock = threading.Lock()
        self._answered = False
        self._cancelled = threading.Event()
        self._on_cancel: List[Callable[[], Any]] = []

    @property
    def peer(self) -> Peer:
        return self._connection.peer

    @property
    def cancelled(self) -> bool:
        """By the other end, its deadline or its end."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise LinkError("cancelled") if the call was cancelled."""
        if self.cancelled:
            raise LinkError("cancelled", f"the call of {self.command or 'evaluate'} was cancelled")

    def wait_cancelled(self, timeout: float) -> bool:
        return self._cancelled.wait(timeout)

    def on_cancel(self, function: Callable[[], Any]) -> None:
        """Call it once when the call is cancelled, on the link's thread; at once if it is."""
        with self._lock:
            if not self.cancelled:
                self._on_cancel.append(function)
                return
        function()

    def progress(self, fraction: Optional[float], text: str = "") -> None:
        with self._lock:  # so that it does not come after the answer
            if not self._answered:
                self._connection.send_progress(self._id, fraction, text)

    def answer(self, value: Any = None, arrays: Optional[Dict[str, Any]] = None) -> bool:
        """False: it was answered before, or the connection has ended."""
        return self._reply(Reply(value, arrays), None)

    def fail(self, code: str, message: str) -> bool:
        return self._reply(None, LinkError(code, message))

    def _reply(self, reply: Optional[Reply], error: Optional[LinkError]) -> bool:
        with self._lock:
            if self._answered:
                return False
            self._answered = True
            return self._connection.answer(self._id, reply, error)

    def _cancel(self) -> None:
        with self._lock:
            if self.cancelled:
                return
            self._cancelled.set()
            functions, self._on_cancel = self._on_cancel, []
        for function in functions:
            guard(function)

    def __del__(self) -> None:
        if not self._answered:
            # Not here: a finalizer may run while this thread holds a lock of the connection.
            self._connection.host.later(
                lambda: self._reply(
                    None, LinkError("not_answered", "the program has let go of the call without an answer")
                )
            )


def deadline_of(timeout: Optional[float]) -> Optional[float]:
    return None if timeout is None else time.monotonic() + max(timeout, 0.0)
