"""The live link: calls, events, meshes and arrays between programs, by sockets and by shared memory.

    with gimbal_link.connect("gimbal", name="script") as client:
        print(client.call("add", a=2, b=3).value)

Needs only the standard library; arrays are numpy's if numpy can be imported. docs/link.md of Gimbal has the protocol.
"""

from .arrays import mesh_arrays
from .client import Client, connect, connect_async
from .errors import LinkError
from .host import Limits, Permissions
from .pending import Call, Reply, Request
from .server import Server
from .shared import SharedWriter
from .streams import Snapshot, StreamInfo, Streams

__all__ = [
    "Call",
    "Client",
    "Limits",
    "LinkError",
    "Permissions",
    "Reply",
    "Request",
    "Server",
    "SharedWriter",
    "Snapshot",
    "StreamInfo",
    "Streams",
    "connect",
    "connect_async",
    "mesh_arrays",
]
