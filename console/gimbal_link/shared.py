"""Shared memory: docs/link.md, section 9."""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import operator
import os
import re
import secrets
import stat
import struct
import threading
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from .arrays import (
    SIZES,
    Description,
    Shape,
    is_index,
    mesh_layout_problem,
    mesh_names_problem,
    read_descriptions,
    unpacked,
)
from .errors import LinkError
from .files import Descriptor, lock_file
from .names import by_name, check_name, short

if TYPE_CHECKING:
    from .connection import Connection

MAGIC = b"GLNKSHM1"
HEADER_BYTES = 4096
GENERATION, HEARTBEAT, ENDED, SEQUENCES = 1, 2, 3, 8  # in words of 8 bytes
LEAST_SLOTS, MOST_SLOTS = 2, 8
MOST_BYTES = 1 << 46
SHM = "/dev/shm"

F_ADD_SEALS = getattr(fcntl, "F_ADD_SEALS", 1033)
F_GET_SEALS = getattr(fcntl, "F_GET_SEALS", 1034)
SEAL_SEAL, SEAL_SHRINK, SEAL_GROW = 1, 2, 4

_fence_lock = threading.Lock()


def fence() -> None:
    """Order what was written or read before it and after it, also for other cores: two rounds of a lock do."""
    for _ in range(2):
        with _fence_lock:
            pass


class Geometry(NamedTuple):
    arrays: List[Description]
    slots: int
    slot_bytes: int

    @property
    def byte_count(self) -> int:
        return HEADER_BYTES + self.slots * self.slot_bytes

    def slot_offset(self, slot: int) -> int:
        return HEADER_BYTES + slot * self.slot_bytes


def dtype_and_shape(name: str, layout: Any) -> Tuple[str, Shape]:
    problem = TypeError(f"layouts[{name!r}] must be (dtype, shape), as ('float32', (100, 3)), not {short(layout)}")
    if not isinstance(layout, (tuple, list)) or len(layout) != 2 or not isinstance(layout[0], str):
        raise problem
    dtype, shape = layout
    try:
        lengths = tuple(map(operator.index, shape if isinstance(shape, (tuple, list)) else [shape]))
    except TypeError:
        raise problem from None
    if any(length < 0 for length in lengths):
        raise problem
    return dtype, lengths


def geometry_of(layouts: Dict[str, Tuple[str, Any]], slots: int) -> Geometry:
    if not LEAST_SLOTS <= slots <= MOST_SLOTS:
        raise ValueError(f"a segment has {slots} slots, not 2 to 8")
    arrays, offset = [], 0
    for name, layout in sorted(by_name(layouts, "layouts", "(dtype, shape)").items()):
        check_name(name, "the name of an array", "bad_array")
        dtype, shape = dtype_and_shape(name, layout)
        if dtype not in SIZES:
            raise ValueError(f"the array {name!r} has the dtype {dtype!r}, not one of {', '.join(SIZES)}")
        arrays.append(Description(name, dtype, shape, offset))
        offset += (arrays[-1].byte_count + 63) // 64 * 64
    if offset > MOST_BYTES // slots:
        raise ValueError(f"a segment of {offset * slots} bytes is larger than memory can be")
    return Geometry(arrays, slots, max(offset, 64))


def share_header(name: str, kind: str, geometry: Geometry) -> Dict[str, Any]:
    arrays = [{"name": a.name, "dtype": a.dtype, "shape": list(a.shape), "offset": a.offset} for a in geometry.arrays]
    sizes = {"slots": geometry.slots, "slot_bytes": geometry.slot_bytes}
    return {"type": "share", "name": name, "kind": kind, "arrays": arrays, **sizes}


def check_layouts(kind: str, geometry: Geometry, sent: bool = False) -> None:
    if kind == "array":
        return
    problem = mesh_names_problem([a.name for a in geometry.arrays]) if sent else None
    problem = problem or mesh_layout_problem({a.name: (a.dtype, a.shape) for a in geometry.arrays})
    if problem:
        raise LinkError("bad_array", problem)


def read_geometry(header: Dict[str, Any]) -> Geometry:
    arrays = read_descriptions(header, have_offsets=True)
    slots, slot_bytes = header.get("slots"), header.get("slot_bytes")
    if not is_index(slots) or not LEAST_SLOTS <= slots <= MOST_SLOTS:
        raise LinkError("bad_segment", f"the shared memory has {slots!r} slots, not 2 to 8")
    if not is_index(slot_bytes) or slot_bytes % 64 or not 64 <= slot_bytes <= MOST_BYTES // MOST_SLOTS:
        raise LinkError("bad_segment", f"the shared memory has slots of {slot_bytes!r} bytes")
    for array in arrays:
        if array.offset + array.byte_count > slot_bytes:
            raise LinkError("bad_array", f"the array `{array.name}` ends after its slot of {slot_bytes} bytes")
    return Geometry(arrays, slots, slot_bytes)


def _prefix() -> str:
    return f"gimbal-link-{os.getuid()}-"


def remove_left_over() -> None:
    """Remove the segments of this user whose owner does not live: an owner locks its segment while it lives."""
    for name in os.listdir(SHM):
        if name.startswith(_prefix()):
            with contextlib.suppress(OSError):
                descriptor = Descriptor(os.open(f"{SHM}/{name}", os.O_RDWR | os.O_NOFOLLOW))
                with contextlib.closing(descriptor):
                    if lock_file(descriptor):
                        os.unlink(f"{SHM}/{name}")


class WrittenSegment:
    """The writer's. One that nobody has any more is closed."""

    def __init__(self, geometry: Geometry, named: bool) -> None:
        self.geometry = geometry
        self.name = ""  # of a named one
        self.share = 0  # the id of the call that has shared it
        self._has_name = False
        self._file = Descriptor(-1)
        self._words: Any = None
        try:
            self._file = self._make_named() if named else self._make_sealable()
            os.ftruncate(self._file.number, geometry.byte_count)
            # Or a full file system is a SIGBUS later.
            os.posix_fallocate(self._file.number, 0, geometry.byte_count)
            if not named:
                fcntl.fcntl(self._file, F_ADD_SEALS, SEAL_SEAL | SEAL_SHRINK | SEAL_GROW)
            self.memory = mmap.mmap(self._file.number, geometry.byte_count)
        except OSError as error:
            self.close()
            raise LinkError("bad_segment", f"the shared memory cannot be made: {error.strerror}") from None
        self.memory[: len(MAGIC)] = MAGIC
        self._words = memoryview(self.memory)[:HEADER_BYTES].cast("Q")

    @staticmethod
    def _make_sealable() -> Descriptor:
        return Descriptor(os.memfd_create("gimbal-link", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC))

    def _make_named(self) -> Descriptor:
        remove_left_over()
        for _ in range(8):
            self.name = f"/{_prefix()}{secrets.token_hex(16)}"
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            descriptor = Descriptor(os.open(SHM + self.name, flags, 0o600))
            if lock_file(descriptor):
                self._has_name = True
                return descriptor
            descriptor.close()  # another owner has removed it between the two calls
        raise LinkError("bad_segment", "the shared memory was removed by another program while it was made")

    def for_reader(self) -> Descriptor:
        """A descriptor that can only read."""
        try:
            return Descriptor(os.open(f"/proc/self/fd/{self._file.number}", os.O_RDONLY))
        except OSError:
            return Descriptor(os.dup(self._file.number))

    def remove_name(self) -> None:
        if self._has_name:
            self._has_name = False
            with contextlib.suppress(OSError):
                os.unlink(SHM + self.name)

    @property
    def closed(self) -> bool:
        return self._file.closed

    @property
    def generation(self) -> int:
        return self._words[GENERATION]

    def begin(self) -> int:
        """The offset of the next slot."""
        generation = self.generation + 1
        slot = generation % self.geometry.slots
        self._words[SEQUENCES + slot] = 2 * generation - 1
        fence()
        return self.geometry.slot_offset(slot)

    def publish(self) -> None:
        generation = self.generation + 1
        fence()
        self._words[SEQUENCES + generation % self.geometry.slots] = 2 * generation
        fence()
        self._words[GENERATION] = generation

    def beat(self) -> None:
        self._words[HEARTBEAT] = self._words[HEARTBEAT] + 1

    def close(self) -> None:
        if not self._file.closed:
            if self._words is not None:
                self._words[ENDED] = 1
            self.remove_name()
            self._file.close()

    __del__ = close


class ReadSegment:
    """The reader's, who owns the descriptor from the start, also of a segment that is refused.

    A sealed segment is mapped. A named one is read by system calls, as its owner may shrink it.
    """

    def __init__(self, descriptor: Descriptor, geometry: Geometry, sealed: bool) -> None:
        self.geometry = geometry
        self._file = descriptor
        self.memory: Optional[mmap.mmap] = None
        try:
            self._open(sealed)
        except BaseException:
            descriptor.close()
            raise

    def _open(self, sealed: bool) -> None:
        descriptor, geometry = self._file, self.geometry
        if sealed:
            try:
                seals = fcntl.fcntl(descriptor, F_GET_SEALS)
            except OSError:
                seals = 0
            if not seals & SEAL_SHRINK:
                raise LinkError(
                    "not_sealed",
                    "the shared memory may be shrunk by its owner; seal the memfd with "
                    "F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_SEAL before you send it",
                )
        facts = os.fstat(descriptor.number)
        if not stat.S_ISREG(facts.st_mode):
            raise LinkError("bad_segment", "the shared memory is no file of memory")
        if facts.st_size < geometry.byte_count:
            raise LinkError(
                "bad_segment",
                f"the shared memory has {facts.st_size} bytes, but the arrays need {geometry.byte_count}",
            )
        if sealed:
            try:
                self.memory = mmap.mmap(descriptor.number, geometry.byte_count, prot=mmap.PROT_READ)
            except OSError as error:
                raise LinkError("bad_segment", f"the shared memory cannot be mapped: {error.strerror}") from None
            self._words = memoryview(self.memory)[:HEADER_BYTES].cast("Q")
        if bytes(self.read(0, len(MAGIC))) != MAGIC:
            raise LinkError("bad_segment", "the shared memory does not begin with GLNKSHM1")

    @staticmethod
    def open_named(name: object) -> Descriptor:
        if not isinstance(name, str) or not re.fullmatch(f"/{_prefix()}[0-9A-Za-z_-]{{1,128}}", name):
            raise LinkError("bad_segment", f"the shared memory is named {name!r}, not /{_prefix()}...")
        try:
            descriptor = Descriptor(os.open(SHM + name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK))
        except OSError as error:
            raise LinkError("bad_segment", f"the shared memory {name} cannot be opened: {error.strerror}") from None
        if os.fstat(descriptor.number).st_uid != os.getuid():
            descriptor.close()
            raise LinkError("bad_segment", f"the shared memory {name} is another user's")
        return descriptor

    def read(self, offset: int, size: int) -> bytearray:
        try:
            if self.memory is not None:
                return bytearray(memoryview(self.memory)[offset : offset + size])
            result = bytearray(size)
        except MemoryError:
            raise LinkError("too_large", f"there is no memory for a copy of {size} bytes") from None
        view = memoryview(result)
        got = 0
        while got < size:
            try:
                more = os.preadv(self._file.number, [view[got:]], offset + got)
            except OSError as error:
                raise LinkError("bad_segment", f"the shared memory cannot be read: {error.strerror}") from None
            if more <= 0:
                raise LinkError("bad_segment", "the shared memory was shrunk by its owner")
            got += more
        return result

    def _word(self, index: int) -> int:
        if self.memory is not None:
            return self._words[index]
        return struct.unpack("<Q", self.read(8 * index, 8))[0]

    @property
    def generation(self) -> int:
        value = self._word(GENERATION)
        if value > 1 << 62:
            raise LinkError("bad_segment", f"the shared memory has the generation {value}")
        return value

    @property
    def heartbeat(self) -> int:
        return self._word(HEARTBEAT)

    def is_whole(self, generation: int) -> bool:
        fence()
        return self._word(SEQUENCES + generation % self.geometry.slots) == 2 * generation

    def arrays(self, buffer: Any, offset: int) -> Dict[str, Any]:
        return {a.name: unpacked(a.dtype, a.shape, buffer, offset + a.offset) for a in self.geometry.arrays}

    def copy_newest(self) -> Tuple[int, Dict[str, Any]]:
        """Generation and arrays; (0, {}): nothing was published yet."""
        for _ in range(8):
            generation = self.generation
            if generation == 0:
                return 0, {}
            if self.is_whole(generation):
                offset = self.geometry.slot_offset(generation % self.geometry.slots)
                copied = self.read(offset, self.geometry.slot_bytes)
                if self.is_whole(generation):
                    return generation, self.arrays(memoryview(copied).toreadonly(), 0)
        raise LinkError(
            "torn",
            "the writer has changed the shared memory during each of 8 attempts to read it; give the stream more slots",
        )

    def view(self, generation: int) -> Dict[str, Any]:
        return self.arrays(
            memoryview(self.memory).toreadonly(), self.geometry.slot_offset(generation % self.geometry.slots)
        )


class SharedWriter:
    """A stream in shared memory that this end writes: `with writer.frame() as arrays: arrays["z"][:] = z`."""

    def __init__(self, connection: Connection, name: str, segment: WrittenSegment) -> None:
        self.name = name
        self.segment = segment
        self._connection = connection

    @property
    def generation(self) -> int:
        """Of the last published frame; 0: none."""
        return self.segment.generation

    def begin(self) -> Dict[str, Any]:
        """The arrays of the next slot: the memory itself. They hold what was written there some frames before."""
        offset = self.segment.begin()
        memory = self.segment.memory
        return {
            a.name: unpacked(a.dtype, a.shape, memory, offset + a.offset) for a in self.segment.geometry.arrays
        }

    def publish(self) -> bool:
        """False: nobody reads it, as the connection has ended or the name was shared again."""
        self.segment.publish()
        return self._connection.published(self.name, self.segment)

    @contextlib.contextmanager
    def frame(self) -> Iterator[Dict[str, Any]]:
        """One frame. It is published at the end of the block, unless the block raises."""
        yield self.begin()
        self.publish()

    def close(self) -> None:
        self._connection.unshare(self.name, self.segment)

    def __del__(self) -> None:
        connection, name, segment = self._connection, self.name, self.segment
        if not segment.closed:
            # Not here: a finalizer may run while this thread holds a lock of the connection.
            connection.host.later(lambda: connection.unshare(name, segment))

    def __enter__(self) -> SharedWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


