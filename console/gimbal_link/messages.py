"""What a connection does with each message: docs/link.md, section 5."""

from __future__ import annotations

import logging
import asyncio
import inspect
import time
import weakref
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional

from .arrays import arrays_of, is_index
from .checks import bound_arguments, error_header, error_of, kind_of, message_of, number_of, text_of, views
from .errors import LinkError, not_understood, sentence_of
from .frames import Frame
from .names import check_name, is_name, known_words
from .outbox import KEPT, Outgoing
from .peer import Event
from .pending import Reply, Request, deadline_of
from .shared import ReadSegment, check_layouts, read_geometry
from .streams import Snapshot, check_mesh

REQUESTS = ("call", "evaluate", "subscribe", "unsubscribe", "update", "read", "share", "unshare", "ping")

if TYPE_CHECKING:
    from .connection import Connection as _Base
else:
    _Base = object


def log_refusal(error: LinkError) -> None:
    """Without a handler of its own, a writer that is refused reads it in its log; by default that is stderr."""
    logging.getLogger("gimbal_link").warning("the other end refuses an update or an event: %s", error)


class Messages(_Base):
    """A part of Connection. The link's thread runs it."""

    def _need(self, permission: str, what: str) -> None:
        if not getattr(self.host.permissions, permission):
            raise LinkError(
                "not_permitted",
                f"{what} is not permitted here; the program at the other end grants it (gimbal: --link-evaluate; "
                "a server of your own: Permissions)",
            )

    def _dispatch(self, frame: Frame, kind: str, id: Optional[int]) -> None:
        try:
            if id is not None and self._take_about_call(frame, kind, id):
                return
            if self._take_notice(frame, kind, id):
                return
            if kind in REQUESTS and id is None:
                raise LinkError("bad_message", f"`id` of a `{kind}` is missing")
        except Exception as error:
            self._refuse_without_id(frame.header, not_understood(error))
            return
        if id is not None:
            self._take_request(frame, kind, id)

    def _take_about_call(self, frame: Frame, kind: str, id: int) -> bool:
        """What belongs to a call that is open. False: it is something else."""
        if kind in ("result", "error"):
            self._take_answer(frame, kind, id)
        elif kind == "progress":
            self._take_progress(frame.header, id)
        elif kind == "cancel":
            with self._lock:
                reference = self._calls_in.get(id)
            request = reference() if reference else None
            if request is not None:
                request._cancel()
        else:
            return False
        return True

    def _take_notice(self, frame: Frame, kind: str, id: Optional[int]) -> bool:
        """What gets no answer. False: it is something else."""
        header, handlers = frame.header, self.host.handlers
        if kind == "error":
            handler = handlers.refused or log_refusal
            if self._refusals.put(error_of(header)):
                self.host.pool.post(lambda: handler(self._refusals.take()[0]), self._lane)
        elif kind == "event":
            self._take_event(frame)
        elif kind == "goodbye":
            self._last_words = message_of(header)
        elif kind == "published":
            name = text_of(header, "name")
            if self.host.streams.published(self.id, name):
                self.host.stream_changed(name)
        elif kind == "update" and id is None:
            self._take_update(frame)
        else:
            return False
        return True

    def _refuse_without_id(self, header: Dict[str, Any], error: LinkError) -> None:
        """At most one a second, so a stream that is refused is no flood in the other direction."""
        now = time.monotonic()
        if now < self._refusal_at:
            return
        self._refusal_at = now + 1.0
        answer = error_header(error)
        if is_name(header.get("name")):
            answer["name"] = header["name"]
        if is_index(header.get("frame")):
            answer["frame"] = header["frame"]
        self.put(Outgoing(answer, lane=KEPT))

    def _take_request(self, frame: Frame, kind: str, id: int) -> None:
        with self._lock:
            if id in self._calls_in:
                raise LinkError("bad_frame", f"the id {id} is in use")
        self._unanswered += 1
        try:
            if kind in ("call", "evaluate"):
                self._take_call(frame, kind, id)
                return
            if kind == "read":
                self._take_read(frame.header, id)
                return
            value = None
            if kind in ("subscribe", "unsubscribe"):
                self._take_subscription(frame.header, kind == "subscribe")
            elif kind == "update":
                value = self._take_update(frame)
            elif kind == "share":
                self._take_share(frame.header)
            elif kind == "unshare":
                ended = self.host.streams.unshare(self.id, text_of(frame.header, "name"))
                self.host.stream_ended(ended)
            elif kind != "ping":
                raise LinkError("bad_message", f"this end does not know the message `{kind[:80]}`")
            self.answer(id, Reply(value), None)
        except Exception as error:
            self.answer(id, None, not_understood(error))

    def _take_call(self, frame: Frame, kind: str, id: int) -> None:
        header, handlers = frame.header, self.host.handlers
        self._need(kind, f"`{kind}`")
        command, source, arguments = "", "", {}
        if kind == "evaluate":
            source = header.get("source")
            if not isinstance(source, str):
                raise LinkError("bad_message", "`source` is not a text")
            function, other = None, handlers.evaluate
        else:
            command = text_of(header, "command")
            arguments = header.get("arguments", {})
            if not isinstance(arguments, dict):
                raise LinkError("bad_message", "`arguments` is not an object")
            function, other = handlers.commands.get(command), handlers.call
        if function is None and other is None:
            if kind == "evaluate":
                raise LinkError("not_permitted", "this end evaluates nothing")
            known = known_words(command, list(handlers.commands))
            raise LinkError("unknown_command", f"there is no command `{command}`; {known}")
        deadline = number_of(header, "deadline_ms", 0) / 1000 if "deadline_ms" in header else None
        arrays = arrays_of(header, frame.payload)
        request = Request(self, id, command, arguments, arrays)
        request.source = source
        request.deadline = deadline_of(deadline)
        with self._lock:
            self._calls_in[id] = weakref.ref(request)
        self.host.pool.post(lambda: self._run(request, function, other))

    @staticmethod
    def _run(request: Request, function: Optional[Callable[..., Any]], other: Optional[Callable[..., Any]]) -> None:
        try:
            if function is None:
                assert other is not None
                result = other(request)
                if result is None:
                    return  # it answers later
            else:
                result = function(request, **bound_arguments(function, request))
            if inspect.iscoroutine(result):
                result = asyncio.run(result)
            if isinstance(result, Reply):
                request.answer(result.value, result.arrays)
            else:
                request.answer(result)
        except BaseException as error:  # also SystemExit: a handler ends its call, not the thread
            Messages._fail(request, error)

    @staticmethod
    def _fail(request: Request, error: BaseException) -> None:
        if isinstance(error, LinkError):
            request.fail(error.code, error.message)
        elif isinstance(error, asyncio.CancelledError):
            request.fail("cancelled", sentence_of(error))
        else:
            request.fail("failed", sentence_of(error))

    def _take_read(self, header: Dict[str, Any], id: int) -> None:
        self._need("read", "`read`")
        request = Request(self, id, text_of(header, "name"), {}, {})
        with self._lock:
            self._calls_in[id] = weakref.ref(request)
        self.host.pool.post(lambda: self._answer_read(request))

    def _answer_read(self, request: Request) -> None:
        try:
            snapshot = self.host.streams.latest(request.command)
            info = self.host.streams.info(request.command)
            value = {
                "frame": snapshot.frame,
                "kind": snapshot.kind,
                "dropped": min(snapshot.dropped, 2**63 - 1),
                "ended": info is not None and info.state == "ended",
            }
            request.answer(value, views(snapshot.arrays))  # a snapshot does not change, so this is no copy
        except BaseException as error:
            self._fail(request, error)

    def _take_subscription(self, header: Dict[str, Any], subscribe: bool) -> None:
        if subscribe:
            self._need("events", "`subscribe`")
        names = header.get("events")
        if not isinstance(names, list):
            raise LinkError("bad_message", "`events` is not a list of names")
        for name in names:
            check_name(name, "a name in `events`", "bad_message")
        for name in names:
            if subscribe and name != "*" and name not in self.host.events:
                known = known_words(name, self.host.events)
                raise LinkError("unknown_event", f"there is no event `{name}`; {known}")
        with self._lock:
            after = self._subscriptions | set(names) if subscribe else self._subscriptions - set(names)
            if len(after) > self.host.limits.subscriptions:
                raise LinkError(
                    "too_many", f"a connection may have {self.host.limits.subscriptions} subscriptions"
                )
            self._subscriptions = after

    def _take_event(self, frame: Frame) -> None:
        self._need("push", "`event`")
        header, handler = frame.header, self.host.handlers.event
        name = text_of(header, "name")
        arrays = arrays_of(header, frame.payload)
        dropped = header.get("dropped", 0)
        if handler is None:
            return
        event = Event(name, header.get("value"), arrays, 0, self.peer)
        if self._events.put(event, dropped if is_index(dropped) else 0):
            self.host.pool.post(lambda: self._call_event_handler(handler), self._lane)

    def _call_event_handler(self, handler: Callable[[Event], Any]) -> None:
        event, event.dropped = self._events.take()
        handler(event)

    def _take_update(self, frame: Frame) -> Dict[str, int]:
        self._need("update", "`update`")
        header = frame.header
        name, kind, number = text_of(header, "name"), kind_of(header), number_of(header, "frame", 1)
        arrays = arrays_of(header, frame.payload)
        if kind != "array":
            check_mesh(views(arrays))
        dropped = header.get("dropped", 0)
        self.host.streams.update(
            Snapshot(name, kind, number, dropped if is_index(dropped) else 0, arrays, self.id)
        )
        self.host.stream_changed(name)
        return {"frame": number}

    def _take_share(self, header: Dict[str, Any]) -> None:
        named = "segment" in header
        # Before any refusal, so that it is not taken for the next one's.
        descriptor = None if named else self._reader.take_descriptor()
        try:
            self._need("share", "`share`")
            name, kind = text_of(header, "name"), kind_of(header)
            geometry = read_geometry(header)
            check_layouts(kind, geometry)
            if self.host.streams.segment_count(self.id) >= self.host.limits.segments:
                raise LinkError("too_many", f"a connection may share {self.host.limits.segments} segments")
            if named:
                descriptor = ReadSegment.open_named(header.get("segment"))
            if descriptor is None:
                raise LinkError("bad_segment", "no descriptor came with `share`, and it names no segment")
        except BaseException:
            if descriptor is not None:
                descriptor.close()
            raise
        segment = ReadSegment(descriptor, geometry, sealed=not named)
        self.host.streams.share(self.id, name, kind, segment)
        info = self.host.streams.info(name)
        if info is not None and info.frame > 0:
            self.host.stream_changed(name)
