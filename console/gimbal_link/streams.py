"""What the other ends have sent: the newest snapshot of each name. It stays when its writer has ended."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Union

from .arrays import Packed, Shape, mesh_index_problem, mesh_names_problem, mesh_problem
from .errors import LinkError
from .shared import ReadSegment

KINDS = ("mesh", "positions", "array")
SILENT_AFTER = 2.0  # seconds


class Snapshot:
    """One whole frame. It does not change."""

    __slots__ = ("arrays", "dropped", "frame", "kind", "name", "serial", "valid", "writer")

    def __init__(self, name: str, kind: str, frame: int, dropped: int, arrays: Dict[str, Any], writer: int) -> None:
        self.name = name
        self.kind = kind
        self.serial = 0  # rises with each frame of the name, over all its writers
        self.frame = frame  # the writer's number
        self.dropped = dropped  # frames between the one before and this one that nobody got
        self.arrays = arrays
        self.writer = writer
        # Of a view: whether the memory still was whole. Ask after reading.
        self.valid: Callable[[], bool] = lambda: True

    def __repr__(self) -> str:
        return f"<Snapshot {self.name!r}, {self.kind}, frame {self.frame}, {list(self.arrays)}>"


class StreamInfo:
    """`state`: "live", "silent" (the heartbeat of its shared memory stands still) or "ended"."""

    def __init__(self, name: str, writer: int) -> None:
        self.name = name
        self.writer = writer
        self.kind = "array"
        self.state = "live"
        self.end_reason = ""
        self.shared = False
        self.serial = self.frame = self.dropped = self.refused = 0

    def copy(self) -> StreamInfo:
        result = StreamInfo(self.name, self.writer)
        result.__dict__.update(self.__dict__)
        return result

    def __repr__(self) -> str:
        return f"<StreamInfo {self.name!r}, {self.state}, frame {self.frame}>"


class _Stream:
    def __init__(self, name: str, writer: int) -> None:
        self.info = StreamInfo(name, writer)
        self.newest: Optional[Snapshot] = None  # of updates; what a shared kind `positions` is added to
        self.taken = True
        self.lost = 0
        self.handled = [0]  # serial of the last frame that the handler of updates got; the next writer's, too
        self.bytes = 0
        self.segment: Optional[ReadSegment] = None
        self.serial_before = 0
        self.heartbeat = 0
        self.beaten = 0.0
        self.end_number = 0  # rises with each stream that ends


class _Place(NamedTuple):
    """Where the newest frame of a stream in shared memory is to be copied from."""

    stream: _Stream
    segment: ReadSegment
    base: Dict[str, Any]
    serial_before: int
    kind: str
    writer: int
    lost: int


def _bytes_of(arrays: Dict[str, Any]) -> int:
    return sum(memoryview(array).nbytes for array in arrays.values())


def shape_of(array: Any) -> Shape:
    return tuple(memoryview(array).shape or ())


def check_mesh(arrays: Dict[str, Packed]) -> None:
    """Of a mesh that was received."""
    problem = mesh_problem(arrays)
    if problem:
        raise LinkError("bad_array", problem)


def check_mesh_to_send(arrays: Dict[str, Packed]) -> None:
    problem = mesh_names_problem(arrays) or mesh_problem(arrays) or mesh_index_problem(arrays)
    if problem:
        raise LinkError("bad_array", problem)


class Streams:
    """May be used from any thread."""

    def __init__(self, most_streams: int, most_bytes: int) -> None:
        self._most_streams = most_streams
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._streams: Dict[str, _Stream] = {}
        self._bytes = 0
        self._ends = 0
        self._closed = False

    # --- Readers.
    def list(self) -> List[StreamInfo]:
        with self._changed:
            return [stream.info.copy() for _, stream in sorted(self._streams.items())]

    def info(self, name: str) -> Optional[StreamInfo]:
        with self._changed:
            return self._streams[name].info.copy() if name in self._streams else None

    def latest(self, name: str) -> Snapshot:
        """The newest whole frame. From shared memory this copies it."""
        with self._changed:
            place = self._place_of_newest(self._get(name))
        return self._take(place)

    def next_for_handler(self, name: str) -> Optional[Snapshot]:
        """The newest frame, if the handler of updates has not had it. One call at a time for each name."""
        with self._changed:
            stream = self._streams.get(name)
            if stream is None or stream.info.serial <= stream.handled[0]:
                return None
            handled = stream.handled
            place = self._place_of_newest(stream)
        try:
            snapshot = self._take(place)
        except LinkError:  # torn, or shrunk
            return None
        if snapshot.serial <= handled[0]:
            return None
        handled[0] = snapshot.serial
        return snapshot

    def wait_for(self, name: str, after: int = 0, timeout: Optional[float] = None) -> Snapshot:
        """Wait for a frame with a serial above `after`; a stream that has ended raises LinkError "ended" at once."""
        with self._changed:
            place = self._place_of_newest(self._wait(name, after, timeout))
        return self._take(place)

    def view(self, name: str) -> Snapshot:
        """The memory itself, without a copy. `valid()` says whether it still was whole: ask after reading."""
        with self._changed:
            return self._view(self._get(name))

    def wait_for_view(self, name: str, after: int = 0, timeout: Optional[float] = None) -> Snapshot:
        """Wait as `wait_for` does, and return the memory itself, as `view` does."""
        with self._changed:
            return self._view(self._wait(name, after, timeout))

    def _wait(self, name: str, after: int, timeout: Optional[float]) -> _Stream:
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            stream = self._streams.get(name)
            if stream and stream.info.serial > after:
                return stream
            if stream and stream.info.state == "ended":
                raise LinkError("ended", f"the stream `{name}` has ended: {stream.info.end_reason}")
            if self._closed:
                raise LinkError("closed", "this end of the link is closed")
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                raise LinkError("deadline", f"no new frame of `{name}` came in time")
            self._changed.wait(left)

    def _view(self, stream: _Stream) -> Snapshot:
        name, segment = stream.info.name, stream.segment
        if segment is None or segment.memory is None:
            raise LinkError("bad_segment", f"`{name}` is not in sealed shared memory; take `latest`")
        self._note_generation(stream)
        generation = stream.info.frame
        if generation == 0:
            raise LinkError("not_found", f"nothing was published yet in `{name}`")
        base = stream.newest.arrays if stream.newest else {}
        arrays = {**base, **segment.view(generation)}
        snapshot = Snapshot(name, stream.info.kind, generation, stream.lost, arrays, stream.info.writer)
        snapshot.serial = stream.serial_before + generation
        snapshot.valid = lambda: segment.is_whole(generation)
        stream.taken, stream.lost = True, 0
        return snapshot

    def forget(self, name: str) -> bool:
        """Remove a stream that has ended. False: there is none, or it is live."""
        with self._changed:
            stream = self._streams.get(name)
            if stream is None or stream.info.state != "ended":
                return False
            self._bytes -= stream.bytes
            del self._streams[name]
            return True

    def _get(self, name: str) -> _Stream:
        if name not in self._streams:
            raise LinkError("not_found", f"there is no stream `{name}`")
        return self._streams[name]

    def _place_of_newest(self, stream: _Stream) -> Union[Snapshot, _Place]:
        """With the lock."""
        info = stream.info
        base = stream.newest.arrays if stream.newest else {}
        if stream.segment is not None:
            self._note_generation(stream)
            return _Place(stream, stream.segment, base, stream.serial_before, info.kind, info.writer, stream.lost)
        if stream.newest is None:
            raise LinkError("not_found", f"there is no stream `{info.name}`")
        stream.taken, stream.lost = True, 0
        return stream.newest

    def _take(self, place: Union[Snapshot, _Place]) -> Snapshot:
        """Without the lock, as the copy of a large frame takes long. The sequence of its slot says whether it is
        whole, and what was taken from the stream stays valid, whoever writes the name by then."""
        if isinstance(place, Snapshot):
            return place
        stream, name = place.stream, place.stream.info.name
        generation, arrays = place.segment.copy_newest()
        if generation == 0:
            raise LinkError("not_found", f"nothing was published yet in `{name}`")
        lost = place.lost
        with self._changed:
            if stream.segment is place.segment:
                self._note_generation(stream)
                if stream.info.frame == generation:
                    lost, stream.lost, stream.taken = stream.lost, 0, True
        snapshot = Snapshot(name, place.kind, generation, lost, {**place.base, **arrays}, place.writer)
        snapshot.serial = place.serial_before + generation
        return snapshot

    # --- The link's thread.
    def _claim(self, name: str, writer: int) -> _Stream:
        if self._closed:
            raise LinkError("closed", "this end of the link is closed")
        stream = self._streams.get(name)
        if stream is None:
            return _Stream(name, writer)
        if stream.info.state == "ended":  # a new writer takes over once its first frame is accepted
            fresh = _Stream(name, writer)
            fresh.info.serial = stream.info.serial
            fresh.info.dropped = stream.info.dropped
            fresh.handled = stream.handled
            return fresh
        if stream.info.writer != writer:
            raise LinkError("in_use", f"another connection writes `{name}`; choose another name")
        return stream

    def _before(self, stream: _Stream) -> Optional[_Stream]:
        """What gives way to a stream once it is accepted: the ended one of its name, or the one that ended first."""
        old = self._streams.get(stream.info.name)
        if old is not None or len(self._streams) < self._most_streams:
            return None if old is stream else old
        ended = [s for s in self._streams.values() if s.info.state == "ended"]
        if not ended:
            raise LinkError("too_many", f"there are {self._most_streams} streams, the most there may be")
        return min(ended, key=lambda s: s.end_number)

    def _settle(self, stream: _Stream, before: Optional[_Stream]) -> None:
        """Puts a stream that was accepted into its place."""
        if before is not None:
            self._bytes -= before.bytes
            del self._streams[before.info.name]
        self._streams[stream.info.name] = stream

    @staticmethod
    def _check_positions(stream: _Stream, name: str, shape: Shape) -> None:
        if stream.newest is None or "positions" not in stream.newest.arrays:
            raise LinkError("bad_array", f"the positions of `{name}` come before its mesh; send the mesh first")
        count = shape_of(stream.newest.arrays["positions"])
        if count != shape:
            raise LinkError(
                "bad_array",
                f"the positions of `{name}` are {list(shape)} and those of its mesh {list(count)}; send the mesh anew",
            )

    def update(self, snapshot: Snapshot) -> None:
        with self._changed:
            stream = self._claim(snapshot.name, snapshot.writer)
            before, info = self._before(stream), stream.info
            try:
                if stream.segment is not None:
                    raise LinkError("in_use", f"`{snapshot.name}` is in shared memory; unshare it first")
                if snapshot.frame <= info.frame:
                    raise LinkError(
                        "old_frame", f"frame {snapshot.frame} of `{snapshot.name}` is not above {info.frame}"
                    )
                if snapshot.kind == "positions":
                    self._check_positions(stream, snapshot.name, shape_of(snapshot.arrays["positions"]))
                    snapshot.arrays = {**stream.newest.arrays, **snapshot.arrays}  # type: ignore[union-attr]
                    snapshot.kind = "mesh"
                size = _bytes_of(snapshot.arrays)
                freed = stream.bytes + (before.bytes if before else 0)
                if self._bytes - freed + size > self._most_bytes:
                    raise LinkError("too_large", f"the snapshots would hold more than {self._most_bytes} bytes")
            except LinkError:
                info.refused += 1
                raise
            self._settle(stream, before)
            self._bytes += size - stream.bytes
            stream.bytes = size
            lost = snapshot.dropped + (0 if stream.taken else 1)
            stream.lost += lost
            info.dropped += lost
            info.kind, info.frame = snapshot.kind, snapshot.frame
            info.serial += 1
            snapshot.serial, snapshot.dropped = info.serial, stream.lost
            stream.newest, stream.taken = snapshot, False
            self._changed.notify_all()

    def share(self, writer: int, name: str, kind: str, segment: ReadSegment) -> None:
        with self._changed:
            stream = self._claim(name, writer)
            before = self._before(stream)
            if kind == "positions":
                shape = next((a.shape for a in segment.geometry.arrays if a.name == "positions"), ())
                self._check_positions(stream, name, shape)
                kind = "mesh"
            else:
                self._bytes -= stream.bytes if self._streams.get(name) is stream else 0
                stream.bytes, stream.newest = 0, None
            self._settle(stream, before)
            stream.segment = segment
            stream.serial_before = stream.info.serial
            stream.info.shared, stream.info.kind, stream.info.frame = True, kind, 0
            stream.taken = True
            stream.beaten = time.monotonic()
            self._note_generation(stream)
            self._changed.notify_all()

    @staticmethod
    def _note_generation(stream: _Stream) -> None:
        try:
            generation = stream.segment.generation if stream.segment else 0
        except LinkError:
            return  # the segment was shrunk
        info = stream.info
        if generation > info.frame:
            lost = generation - info.frame - 1 + (0 if stream.taken else 1)
            stream.lost += lost
            info.dropped += lost
            info.frame = generation
            info.serial = stream.serial_before + generation
            stream.taken = False

    def published(self, writer: int, name: str) -> bool:
        with self._changed:
            stream = self._streams.get(name)
            if stream is None or stream.segment is None or stream.info.writer != writer or stream.info.state == "ended":
                return False
            before = stream.info.serial
            self._note_generation(stream)
            self._changed.notify_all()
            return stream.info.serial != before

    def _end(self, stream: _Stream, why: str) -> StreamInfo:
        if stream.segment is not None:
            self._note_generation(stream)  # the writer may have died between publishing and saying so
        stream.info.state, stream.info.end_reason = "ended", why
        self._ends += 1
        stream.end_number = self._ends
        return stream.info.copy()

    def unshare(self, writer: int, name: str) -> StreamInfo:
        with self._changed:
            stream = self._streams.get(name)
            if stream is None or stream.segment is None or stream.info.writer != writer or stream.info.state == "ended":
                raise LinkError("not_found", f"there is no stream `{name}`")
            self._changed.notify_all()
            return self._end(stream, "its writer has ended it")

    def writer_ended(self, writer: int, why: str) -> List[StreamInfo]:
        with self._changed:
            live = [s for s in self._streams.values() if s.info.writer == writer and s.info.state != "ended"]
            self._changed.notify_all()
            return [self._end(stream, why) for stream in live]

    def segment_count(self, writer: int) -> int:
        with self._changed:
            streams = self._streams.values()
            return sum(1 for s in streams if s.segment and s.info.state != "ended" and s.info.writer == writer)

    def look_at_heartbeats(self) -> None:
        with self._changed:
            now = time.monotonic()
            for stream in self._streams.values():
                if stream.segment is None or stream.info.state == "ended":
                    continue
                try:
                    heartbeat = stream.segment.heartbeat
                except LinkError:
                    heartbeat = stream.heartbeat  # shrunk: stands still
                if heartbeat != stream.heartbeat:
                    stream.heartbeat, stream.beaten = heartbeat, now
                stream.info.state = "silent" if now - stream.beaten > SILENT_AFTER else "live"

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
