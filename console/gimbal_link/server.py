"""The end that others connect to."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Union

from . import address as addresses
from .client import handlers_of
from .errors import LinkError
from .host import Host, Limits, Permissions
from .names import check_callable, check_name, instance_of, name_list
from .outbox import EVENT, Outgoing
from .peer import Peer, packed
from .streams import Streams


class Server:
    """Listens as soon as it is made. Close it, or use it in a `with` statement.

    Parameters
    ----------
    listen : an address or a list of them: a name, an absolute path of a Unix socket, 127.0.0.1:PORT (port 0: the
        system chooses)
    name : what a client shows of this end
    events : list of str, what a client may subscribe to
    commands : dict of functions by name, what a client may call; or the decorator `command`
    handlers : on_event, on_update, on_call, on_evaluate, on_stream_ended, on_connected, on_disconnected, on_refused

    Raises
    ------
    LinkError : in_use, not_local, bad_argument
    TypeError : a str in place of a list of names, a handler that is no function
    """

    def __init__(
        self,
        listen: Union[str, List[str]] = "gimbal",
        name: str = "server",
        *,
        events: Optional[List[str]] = None,
        commands: Optional[Dict[str, Callable[..., Any]]] = None,
        folder: Optional[str] = None,
        permissions: Optional[Permissions] = None,
        limits: Optional[Limits] = None,
        handler_threads: int = 2,
        **handlers: Callable[..., Any],
    ) -> None:
        listen = [listen] if isinstance(listen, str) else name_list(listen, "listen")
        if not listen:
            raise LinkError("bad_argument", "a server needs an address, `gimbal` for example")
        found = handlers_of(commands, handlers)
        self._host = Host(
            name,
            found,
            name_list(events, "events"),
            instance_of(Permissions, permissions, "permissions"),
            instance_of(Limits, limits, "limits"),
            handler_threads,
        )
        try:
            for address in listen:
                self._host.listen(address, folder or addresses.default_folder())
        except BaseException:
            self._host.close("cannot listen")
            raise
        self._host.start()

    def command(self, function: Any) -> Any:
        """Decorator: the function answers calls of its name, or of `@server.command("name")`. Its first parameter is
        the Request, the others are the parameters of the command."""
        if isinstance(function, str):
            check_name(function, "the name of the command")
            return lambda real: self._host.handlers.commands.setdefault(function, real)
        check_callable(function, "a command")
        self._host.handlers.commands[function.__name__] = function
        return function

    @property
    def addresses(self) -> List[str]:
        """Where it listens: paths, and host:port."""
        return self._host.addresses()

    @property
    def token_files(self) -> List[str]:
        return self._host.token_files()

    @property
    def peers(self) -> List[Peer]:
        with self._host.lock:
            return [connection.peer for connection in self._host.connections if connection.connected]

    @property
    def streams(self) -> Streams:
        """What the clients have sent."""
        return self._host.streams

    def publish(self, name: str, value: Any = None, arrays: Optional[Dict[str, Any]] = None) -> int:
        """Send an event to each client that has subscribed. Returns their number."""
        if name not in self._host.events:
            raise ValueError(f"the server has no event {name!r}; name it in `events`")
        with self._host.lock:
            connections = [c for c in self._host.connections if c.connected and c.is_subscribed(name)]
        content = packed(arrays)
        header = {"type": "event", "name": name, "value": value}
        return sum(connection.put(Outgoing(dict(header), content, EVENT)) for connection in connections)

    def close(self, why: str = "the server ends") -> None:
        """Say goodbye to all and wait for handlers that run."""
        self._host.close(why)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


