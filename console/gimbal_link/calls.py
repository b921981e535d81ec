"""The calls of a connection, in both directions: those that wait, those that are open, and their deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional

from .arrays import Packed, arrays_of
from .checks import error_header, error_of
from .errors import LinkError, not_understood, sentence_of
from .files import Descriptor
from .frames import Frame
from .outbox import ANSWER, NEWEST, Outgoing, replace_older, stream_key
from .peer import packed
from .pending import Call, Reply, deadline_of
from .pool import guard

LATE = "the answer did not come in time"  # whichever end notices it

if TYPE_CHECKING:
    from .connection import Connection as _Base
else:
    _Base = object


class Calls(_Base):
    """A part of Connection."""

    # --- Any thread.
    def start(
        self,
        header: Dict[str, Any],
        arrays: Dict[str, Packed],
        timeout: Optional[float] = None,
        on_progress: Optional[Callable[[Optional[float], str], Any]] = None,
        descriptor: Optional[Descriptor] = None,
    ) -> Call:
        call = Call(self, deadline_of(timeout), on_progress)
        if timeout is not None:
            header["deadline_ms"] = int(max(timeout, 0) * 1000)
        error = None
        with self._lock:
            self._last_id += 1
            call.id = header["id"] = self._last_id
            message = Outgoing(header, arrays, key=stream_key(header), descriptor=descriptor)
            message.call = call
            try:
                if not self._put_or_wait(message):
                    error = LinkError("closed", "the connection has ended")
            except LinkError as refused:
                error = refused
        if error:
            call.finish(None, error)
        self.host.wake()
        return call

    def _put_or_wait(self, message: Outgoing) -> bool:
        """With the lock. So many calls may be open; further ones wait here. False: the connection has ended."""
        if not self.connected:
            return False
        if len(self._calls_out) < self._most_calls:
            if not self._outbox.put(message):
                return False
            message.call.sent = True
            self._calls_out[message.call.id] = message.call
        else:
            self._outbox.check(message)
            self._waiting.append(message)
        return True

    def put_frame(self, message: Outgoing) -> bool:
        """With the lock. A frame of a stream. It waits as long as a `send` of its name that was called before it."""
        if not any(older.key == message.key for older in self._waiting):
            return self.put(message)
        self._outbox.check(message)
        if not self.connected:
            return False
        replaced = replace_older(self._waiting, message)
        if not replaced:
            self._waiting.append(message)
        self._outbox.updates_dropped += replaced
        return True

    def _send_waiting(self) -> None:
        """With the lock."""
        while self._waiting and (self._waiting[0].call is None or len(self._calls_out) < self._most_calls):
            message = self._waiting.popleft()
            call = message.call
            if call is not None:
                call.sent = True
                self._calls_out[call.id] = call
            self._outbox.put(message)  # it was checked when it began to wait

    def _take_back(self, call: Call) -> bool:
        """With the lock. False: the call does not wait here, so it was sent or has ended."""
        waiting = [message for message in self._waiting if message.call is call]
        for message in waiting:
            self._waiting.remove(message)
            self._send_waiting()
        return bool(waiting)

    def cancel(self, call: Call) -> None:
        with self._lock:
            was_waiting = self._take_back(call)
            known = call.id in self._calls_out
        if was_waiting:
            call.finish(None, LinkError("cancelled", "the call was cancelled before it was sent"))
        elif known:
            self.put(Outgoing({"type": "cancel", "id": call.id}))

    def answer(self, id: int, reply: Optional[Reply], error: Optional[LinkError]) -> bool:
        with self._lock:
            self._calls_in.pop(id, None)
        try:
            if error is None:
                reply = reply or Reply()  # its value and arrays are the user's, and may be anything
                header = {"type": "result", "id": id, "value": reply.value}
                sent = self._outbox.put(Outgoing(header, packed(reply.arrays), ANSWER))
            else:
                sent = self._put_error(id, error)
        except Exception as refused:
            known = isinstance(refused, LinkError)
            sent = self._put_error(id, refused if known else LinkError("failed", sentence_of(refused)))
        self.host.wake()
        return sent

    def _put_error(self, id: int, error: LinkError) -> bool:
        return self._outbox.put(Outgoing({**error_header(error), "id": id}, lane=ANSWER))

    def send_progress(self, id: int, fraction: Optional[float], text: str) -> None:
        fraction = None if fraction is None else min(max(float(fraction), 0.0), 1.0)
        header = {"type": "progress", "id": id, "fraction": fraction, "text": str(text)}
        self.put(Outgoing(header, lane=NEWEST, key=f"progress {id}", counted=False))

    # --- The link's thread.
    def _calls(self) -> List[Call]:
        """With the lock."""
        return [*self._calls_out.values(), *(m.call for m in self._waiting if m.call is not None)]

    def _take_answer(self, frame: Frame, kind: str, id: int) -> None:
        with self._lock:
            call = self._calls_out.pop(id, None)
            if call is None:
                return  # it was too late, or never asked
            self._send_waiting()
        try:
            if kind == "error":
                call.finish(None, error_of(frame.header))
            else:
                arrays = arrays_of(frame.header, frame.payload)
                call.finish(Reply(frame.header.get("value"), arrays))
        except Exception as error:
            call.finish(None, not_understood(error))

    def _take_progress(self, header: Dict[str, Any], id: int) -> None:
        with self._lock:
            call = self._calls_out.get(id)
        if call is not None and call.on_progress is not None:
            guard(call.on_progress, header.get("fraction"), header.get("text", ""))

    def _look_at_deadlines(self, now: float) -> None:
        with self._lock:
            calls = self._calls()
            requests = [reference() for reference in self._calls_in.values()]
        for call in calls:
            if call.deadline is not None and call.deadline <= now:
                call.deadline = None  # it is looked at once; the answer may come much later
                if call.finish(None, LinkError("deadline", LATE)):
                    self.cancel(call)
        for request in requests:
            if request is not None and request.deadline is not None and request.deadline <= now:
                request.deadline = None
                request.fail("deadline", LATE)  # before the handler can answer `cancelled`
                request._cancel()
