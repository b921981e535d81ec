"""The other end of a connection, and all that can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Tuple

from .arrays import Packed, pack
from .errors import LinkError
from .names import check_name, short, single_names
from .outbox import EVENT, Outgoing
from .pending import Call, Reply
from .shared import SharedWriter

if TYPE_CHECKING:
    from .connection import Connection


class Event:
    """`dropped`: events that were lost before this one, because this end was slow."""

    __slots__ = ("arrays", "dropped", "name", "peer", "value")

    def __init__(self, name: str, value: Any, arrays: Dict[str, Any], dropped: int, peer: Peer) -> None:
        self.name = name
        self.value = value
        self.arrays = arrays
        self.dropped = dropped
        self.peer = peer

    def __repr__(self) -> str:
        return f"<Event {self.name!r}: {self.value!r}>"


def packed(arrays: Optional[Dict[str, Any]]) -> Dict[str, Packed]:
    if arrays is not None and not isinstance(arrays, Mapping):
        raise LinkError("bad_array", f"arrays must be a dict of arrays by name, not {short(arrays)}")
    for name in arrays or {}:
        check_name(name, "the name of an array", "bad_array")
    return {name: pack(name, array) for name, array in (arrays or {}).items()}


class Peer:
    """The other end of a connection, and all that can be asked of it. From any thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- What it is.
    @property
    def id(self) -> int:
        return self._connection.id

    @property
    def name(self) -> str:
        return self._connection.name

    @property
    def connected(self) -> bool:
        return self._connection.connected

    def info(self) -> Dict[str, Any]:
        """Name, transport, address, pid, seconds, and what was counted."""
        return self._connection.info()

    def disconnect(self, why: str = "disconnected") -> None:
        self._connection.host.later(lambda: self._connection.close(why))

    # --- Asking.
    def call_async(
        self,
        command: str,
        /,
        *,
        arguments: Optional[Dict[str, Any]] = None,
        arrays: Optional[Dict[str, Any]] = None,
        timeout: Optional[float] = None,
        on_progress: Optional[Callable[[Optional[float], str], Any]] = None,
        **keywords: Any,
    ) -> Call:
        """Start a call. `on_progress(fraction, text)` runs on the link's thread and must not wait."""
        header = {"type": "call", "command": command, "arguments": {**(arguments or {}), **keywords}}
        return self._connection.start(header, packed(arrays), timeout, on_progress)

    def call(self, command: str, /, **options: Any) -> Reply:
        """Call a command and wait. Keywords are its arguments; see `call_async` for the others. Raises LinkError."""
        return self.call_async(command, **options).result()

    def evaluate_async(self, source: str, timeout: Optional[float] = None) -> Call:
        return self._connection.start({"type": "evaluate", "source": source}, {}, timeout)

    def evaluate(self, source: str, timeout: Optional[float] = None) -> Reply:
        return self.evaluate_async(source, timeout).result()

    def subscribe(self, *events: str, timeout: Optional[float] = None) -> None:
        header = {"type": "subscribe", "events": single_names(events, "subscribe")}
        self._connection.start(header, {}, timeout).result()

    def unsubscribe(self, *events: str, timeout: Optional[float] = None) -> None:
        header = {"type": "unsubscribe", "events": single_names(events, "unsubscribe")}
        self._connection.start(header, {}, timeout).result()

    def ping(self, timeout: Optional[float] = None) -> None:
        self._connection.start({"type": "ping"}, {}, timeout).result()

    def push_event(self, name: str, value: Any = None, arrays: Optional[Dict[str, Any]] = None) -> bool:
        header = {"type": "event", "name": name, "value": value}
        return self._connection.put(Outgoing(header, packed(arrays), EVENT))

    def update(
        self, name: str, arrays: Dict[str, Any], kind: Optional[str] = None, frame: Optional[int] = None
    ) -> bool:
        """A frame of a stream; newest wins. `kind`: "mesh" (the default with positions), "positions", "array"."""
        return self._connection.update(name, packed(arrays), kind, frame)

    def send(
        self,
        name: str,
        arrays: Dict[str, Any],
        kind: Optional[str] = None,
        frame: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Reply:
        """An update that is never dropped: returns when the other end holds it."""
        return self._connection.send(name, packed(arrays), kind, frame, timeout).result()

    def read_async(self, name: str, timeout: Optional[float] = None) -> Call:
        return self._connection.start({"type": "read", "name": name}, {}, timeout)

    def read(self, name: str, timeout: Optional[float] = None) -> Reply:
        return self.read_async(name, timeout).result()

    def share(
        self,
        name: str,
        layouts: Dict[str, Tuple[str, Any]],
        kind: Optional[str] = None,
        slots: int = 3,
        named: bool = False,
        timeout: float = 5.0,
    ) -> SharedWriter:
        """A segment of shared memory: `layouts` gives dtype and shape of each array. `named`: not a memfd."""
        return self._connection.share(name, layouts, kind, slots, named, timeout)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}, {'connected' if self.connected else 'ended'}>"
