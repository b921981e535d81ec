"""Frames as bytes: docs/link.md, section 3."""

from __future__ import annotations

import json
import math
import mmap
import socket
import struct
from typing import Any, Dict, List, NamedTuple, Optional

from .arrays import Packed, describe, padded
from .errors import LinkError
from .files import Descriptor

MAGIC = b"GLNK"
PREFIX = struct.Struct("<4sIQ")
MOST_NESTING = 32
MOST_DESCRIPTORS = 8
LARGE = 1 << 20  # from here on a payload has pages of its own, which the system gives as its bytes arrive


class Frame(NamedTuple):
    header: Dict[str, Any]
    payload: Any  # a buffer of bytes


def _text(header: Dict[str, Any]) -> bytes:
    text = json.dumps(header, separators=(",", ":"), sort_keys=True, ensure_ascii=False, allow_nan=False)
    return text.encode()


def encode(header: Dict[str, Any], arrays: Optional[Dict[str, Packed]] = None) -> List[Any]:
    """The pieces of a frame: prefix and header, then the arrays with their padding."""
    arrays = arrays or {}
    try:
        if arrays:
            header = {**header, "arrays": describe(arrays)}
        encoded = _text(header)
    except Exception as error:  # a value may be of any class, and its methods may raise anything
        raise LinkError("bad_argument", f"a message cannot hold this value: {error}") from None
    check_numbers(header)
    pieces: List[Any] = [b""]
    size = 0
    for _, array in sorted(arrays.items()):
        pieces.append(array.data)
        if array.byte_count % 8:
            pieces.append(bytes(-array.byte_count % 8))
        size += padded(array.byte_count)
    pieces[0] = PREFIX.pack(MAGIC, len(encoded), size) + encoded
    return [memoryview(piece).cast("B") for piece in pieces if len(piece)]


def with_dropped(start: memoryview, arrays: Dict[str, Packed], dropped: int) -> memoryview:
    """The first piece of an event or an update, with `dropped` in its place: only `arrays` comes before it."""
    _, header_bytes, size = PREFIX.unpack_from(start)
    place = PREFIX.size + (len(_text({"arrays": describe(arrays)})) if arrays else 1)
    added = b'"dropped":%d,' % dropped
    prefix = PREFIX.pack(MAGIC, header_bytes + len(added), size)
    return memoryview(b"".join((prefix, start[PREFIX.size : place], added, start[place:])))


def check_numbers(value: Any, depth: int = 0) -> None:
    if depth >= MOST_NESTING and isinstance(value, (dict, list, tuple)):
        raise LinkError("bad_argument", f"a message is nested at most {MOST_NESTING} deep")
    if isinstance(value, dict):
        for key, entry in value.items():
            if not isinstance(key, str):
                raise LinkError("bad_argument", f"the key {key!r} is not a text")
            check_numbers(entry, depth + 1)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            check_numbers(entry, depth + 1)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise LinkError("bad_argument", f"{value} has more than 63 bits")


def _refuse_constant(text: str) -> None:
    raise LinkError("bad_message", f"the header holds {text}, which is no number of JSON")


def _whole(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise LinkError("bad_message", f"the header holds {text[:40]}, which has over 63 bits")
    return int(text)


def _real(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise LinkError("bad_message", f"the header holds {text[:40]}, which is no finite number")
    return value


def _nesting(text: str) -> int:
    depth = most = 0
    in_text = escaped = False
    for c in text:
        if in_text:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                in_text = False
        elif c == '"':
            in_text = True
        elif c in "[{":
            depth += 1
            most = max(most, depth)
        elif c in "]}":
            depth -= 1
    return most


def decode(encoded: bytes) -> Dict[str, Any]:
    """The header; raises LinkError(bad_message)."""
    try:
        text = encoded.decode()
        # Counting brackets is a cheap upper bound; only a header with many of them is looked at closely.
        if text.count("[") + text.count("{") > MOST_NESTING and _nesting(text) > MOST_NESTING:
            raise LinkError("bad_message", f"the header is nested more than {MOST_NESTING} deep")
        header = json.loads(text, parse_constant=_refuse_constant, parse_int=_whole, parse_float=_real)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(header, ensure_ascii=False).encode()  # raises for half of a surrogate pair
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise LinkError("bad_message", f"the header is no JSON: {error}") from None
    if not isinstance(header, dict):
        raise LinkError("bad_message", "the header is not an object")
    return header


class FrameReader:
    """Reads frames from a socket that does not block."""

    def __init__(self, most_header: int, most_payload: int) -> None:
        self.most_header = most_header
        self.most_payload = most_payload
        self.bytes = 0
        self._buffer = bytearray()
        self._begin = 0
        self._header_bytes = -1  # negative: between two frames
        self._payload: Any = b""
        self._size = 0
        self._got = 0
        self._header: Optional[bytes] = None
        self._descriptors: List[Descriptor] = []

    def close(self) -> None:
        self._descriptors.clear()

    def take_descriptor(self) -> Optional[Descriptor]:
        return self._descriptors.pop(0) if self._descriptors else None

    def read_from(self, source: socket.socket, with_descriptors: bool) -> Optional[bool]:
        """True: some bytes; None: none now; False: the other end has closed or is gone."""
        into = self._header is not None and self._begin == len(self._buffer) and self._got < self._size
        try:
            if into:
                room = memoryview(self._payload)[self._got : self._size]
                if with_descriptors:
                    got, _, _, _ = source.recvmsg_into([room])  # descriptors in a payload are thrown away
                else:
                    got = source.recv_into(room)
                self._got += got
            else:
                data = self._receive(source) if with_descriptors else source.recv(1 << 16)
                got = len(data)
                if self._begin == len(self._buffer):
                    self._buffer, self._begin = bytearray(data), 0
                else:
                    self._buffer += data
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return False
        self.bytes += got
        if len(self._descriptors) > MOST_DESCRIPTORS:
            raise LinkError("bad_frame", "more than 8 descriptors came without a message that takes them")
        return got > 0

    def _receive(self, source: socket.socket) -> bytes:
        space = socket.CMSG_SPACE(4 * MOST_DESCRIPTORS)
        data, controls, _, _ = source.recvmsg(1 << 16, space, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        for level, kind, content in controls:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                numbers = struct.unpack(f"{len(content) // 4}i", content[: len(content) // 4 * 4])
                self._descriptors += map(Descriptor, numbers)
        return data

    def next(self) -> Optional[Frame]:
        waiting = len(self._buffer) - self._begin
        if self._header_bytes < 0:
            if bytes(self._buffer[self._begin : self._begin + 4]) != MAGIC[: min(waiting, 4)]:
                raise LinkError(
                    "bad_frame", "the bytes are no frame of a Gimbal link: they do not begin with GLNK"
                )
            if waiting < PREFIX.size:
                return None
            _, header, payload = PREFIX.unpack_from(self._buffer, self._begin)
            if header > self.most_header:
                raise LinkError("too_large", f"a header has {header} bytes, more than {self.most_header}")
            if payload > self.most_payload:
                raise LinkError(
                    "too_large",
                    f"a payload has {payload} bytes, more than {self.most_payload}; share it in memory instead",
                )
            self._begin += PREFIX.size
            waiting -= PREFIX.size
            self._header_bytes, self._size, self._got, self._header = header, payload, 0, None
            try:
                self._payload = mmap.mmap(-1, payload) if payload >= LARGE else bytearray(payload)
            except (OSError, MemoryError, OverflowError):
                raise LinkError("too_large", f"there is no memory for a payload of {payload} bytes") from None
        if self._header is None:
            if waiting < self._header_bytes:
                return None
            end = self._begin + self._header_bytes
            self._header = bytes(self._buffer[self._begin : end])
            self._begin = end
        more = min(self._size - self._got, len(self._buffer) - self._begin)
        if more:
            with memoryview(self._buffer) as view:
                memoryview(self._payload)[self._got : self._got + more] = view[self._begin : self._begin + more]
            self._begin += more
            self._got += more
        if self._got < self._size:
            return None
        self._header_bytes = -1
        if self._begin > LARGE:
            del self._buffer[: self._begin]
            self._begin = 0
        header, self._header = self._header, None
        payload, self._payload = self._payload, b""
        # Read-only, as the arrays of C++ are.
        return Frame(decode(header), memoryview(payload).toreadonly() if self._size else b"")
