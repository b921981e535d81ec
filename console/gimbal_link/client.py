"""A connection to a server."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import socket
import time
from typing import Any, Callable, Dict, List, Optional

from . import address as addresses
from .connection import Connection
from .errors import LinkError
from .host import Handlers, Host, Limits, Permissions
from .names import check_callable, functions_by_name, instance_of, name_list
from .peer import Peer
from .streams import Streams


def _connected(where: addresses.Address, timeout: float) -> socket.socket:
    source = socket.socket(addresses.family(where), socket.SOCK_STREAM)
    end = time.monotonic() + timeout
    source.settimeout(timeout)
    while True:
        try:
            source.connect(addresses.target(where))
            return source
        except BlockingIOError:  # a Unix socket whose queue of connections is full
            if time.monotonic() < end:
                time.sleep(0.005)
                continue
            error: OSError = TimeoutError("timed out")
        except OSError as problem:
            error = problem
        source.close()
        problem = addresses.folder_problem(os.path.dirname(where.path)) if where.path else ""
        if problem:
            sentence = f"a server refuses the folder {os.path.dirname(where.path)}, which {problem}"
            raise LinkError("not_connected", f"nobody listens at {where}: {sentence}")
        if isinstance(error, (FileNotFoundError, ConnectionRefusedError)):
            raise LinkError("not_connected", f"nobody listens at {where}; start the server first")
        raise LinkError("not_connected", f"cannot connect to {where}: {error.strerror or error}")


def _token(given: Optional[str], folder: str, port: int) -> bytes:
    path = given or addresses.token_file(folder, port)
    problem = "" if given or os.path.exists(path) else addresses.folder_problem(folder)
    if problem:
        sentence = f"a server refuses the folder {folder}, which {problem}"
        raise LinkError("not_authenticated", f"there is no token file {path}: {sentence}")
    return addresses.read_token(path)


class Client(Peer):
    """See `connect`. Close it, or use it in a `with` statement."""

    def __init__(self, host: Host, connection: Connection) -> None:
        super().__init__(connection)
        self._host = host

    @property
    def streams(self) -> Streams:
        """What the server has sent."""
        return self._host.streams

    def close(self, why: str = "the client ends") -> None:
        """Say goodbye and wait for handlers that run."""
        self._host.close(why)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.close)


def connect(
    address: str = "gimbal",
    name: str = "client",
    *,
    timeout: float = 5.0,
    token_file: Optional[str] = None,
    folder: Optional[str] = None,
    commands: Optional[Dict[str, Callable[..., Any]]] = None,
    events: Optional[List[str]] = None,
    permissions: Optional[Permissions] = None,
    limits: Optional[Limits] = None,
    handler_threads: int = 2,
    **handlers: Callable[..., Any],
) -> Client:
    """Connect to a server.

    Parameters
    ----------
    address : a name, an absolute path of a Unix socket, or 127.0.0.1:PORT
    name : what the server shows of this end
    timeout : seconds to connect and to be admitted
    token_file : by TCP; by default tcp-PORT.token in the link's folder
    commands : dict of functions by name, what the server may call
    events : list of str, what the server may subscribe to
    handlers : on_event, on_update, on_call, on_evaluate, on_stream_ended, on_disconnected, on_refused

    Raises
    ------
    LinkError : not_connected, not_local, not_authenticated, wrong_version, too_many
    TypeError : a str in place of a list of names, a handler that is no function
    """
    folder = folder or addresses.default_folder()
    where = addresses.parse(address, folder)
    found = handlers_of(commands, handlers)
    offered = name_list(events, "events")
    permissions = instance_of(Permissions, permissions, "permissions")
    limits = dataclasses.replace(instance_of(Limits, limits, "limits"), handshake_time=timeout)
    source = _connected(where, timeout)
    token, pid = b"", 0
    try:
        if where.path:
            uid, pid = addresses.other_end(source)
            if uid != os.getuid():
                raise LinkError("not_local", f"the server at {where} belongs to another user")
        else:
            token = _token(token_file, folder, where.port)
        host = Host(name, found, offered, permissions, limits, handler_threads)
    except BaseException:
        source.close()
        raise
    connection = Connection(host, source, where, False, pid, token)
    connection.begin()
    host.connections.append(connection)
    host.start()
    connection.opened.wait()
    if not connection._was_open:
        host.close("the handshake has failed")
        raise connection.error or LinkError("closed", "the connection has ended")
    return Client(host, connection)


async def connect_async(*arguments: Any, **options: Any) -> Client:
    """`connect` for a coroutine: it does not block the event loop."""
    return await asyncio.get_running_loop().run_in_executor(None, lambda: connect(*arguments, **options))


def handlers_of(commands: Optional[Dict[str, Any]], given: Dict[str, Any]) -> Handlers:
    known = ("call", "evaluate", "event", "update", "stream_ended", "connected", "disconnected", "refused")
    for key in given:
        if key not in [f"on_{name}" for name in known]:
            raise TypeError(f"there is no handler {key!r}; there are {', '.join('on_' + name for name in known)}")
        if given[key] is not None:
            check_callable(given[key], key)
    return Handlers(functions_by_name(commands, "commands"), **{key[3:]: function for key, function in given.items()})
