"""Folders, processes and waits for the tests of the live link."""
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest

from link_helpers import DEADLINE, RefusalTest

import gimbal_link
from gimbal_link import frames

PEER = os.environ.get("LINK_PEER", "")
PAGE = pathlib.Path(os.environ["GIMBAL_CONSOLE"]).parent / "docs/link.md"


def documented_exchange():
    """The exchange at the end of docs/link.md: ('>' or '<', bytes)."""
    parts = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line[:2] in ("> ", "< ") and line[6:8] == "  " and len(line) > 55:
            if line[2:6] == "0000":
                parts.append([line[0], b""])
            parts[-1][1] += bytes.fromhex(line[8:55])
    return parts


HELLO = {"type": "hello", "protocol": "gimbal-link", "versions": [1, 1], "name": "raw"}


class RawClient:
    """A client that says what a test tells it to, and nothing else."""

    def __init__(self, address, hello=HELLO):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(address)
        self._reader = frames.FrameReader(1 << 20, 1 << 20)
        if hello:
            self.say(hello)
            self.hear("welcome")

    def say(self, header, arrays=None):
        self.socket.sendall(b"".join(frames.encode(header, arrays)))

    def say_text(self, text, payload=b""):
        """A header that `encode` would refuse."""
        self.socket.sendall(frames.PREFIX.pack(frames.MAGIC, len(text), len(payload)) + text + payload)

    def hear(self, *types):
        """The header of the next frame of these types; None: the other end has closed."""
        while True:
            frame = self._reader.next()
            if frame is not None and frame.header["type"] in types:
                return frame.header
            if frame is None and not self._reader.read_from(self.socket, False):
                return None

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@contextlib.contextmanager
def silent_server(path, limits):
    """A server that says `welcome` to one client and nothing else."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        listening.settimeout(DEADLINE)

        def serve():
            accepted, _ = listening.accept()
            header = {"type": "welcome", "name": "silent", "version": 1, "permissions": [], "limits": limits}
            with accepted:
                accepted.sendall(b"".join(frames.encode(header)))
                while accepted.recv(4096):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield path
        finally:
            thread.join()
            os.unlink(path)


class LinkTest(RefusalTest, unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="gimbal-link-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def serve(self, addresses=("test",), **options):
        """A Python server with the commands that link_peer.cpp serves, too."""
        server = gimbal_link.Server(
            list(addresses), name="Python", folder=self.folder, events=["saved"], **options
        )
        self.addCleanup(server.close)

        @server.command
        def add(request, a: float, b: float = 0.0):
            return a + b

        @server.command
        def fail(request):
            raise RuntimeError("no such luck")

        @server.command
        def echo(request, **parameters):
            return gimbal_link.Reply(request.arguments, request.arrays)

        @server.command
        def until_cancelled(request):
            request.progress(0.5, "half")
            request.wait_cancelled(DEADLINE)
            raise gimbal_link.LinkError("cancelled", "stopped at half")

        @server.command
        def publish(request, path: str):
            return server.publish("saved", {"path": path})

        @server.command
        def ask_back(request, x: int):
            return request.peer.call("twice", x=x)

        @server.command
        def wait_sum(request, name: str, after: int = 0):
            got = server.streams.wait_for(name, after, DEADLINE)
            total = sum(sum(memoryview(z).cast("B").cast("f").tolist()) for z in got.arrays.values())
            return {"serial": got.serial, "frame": got.frame, "sum": total}

        return server

    def connect(self, address="test", **options):
        client = gimbal_link.connect(address, name="script", folder=self.folder, timeout=DEADLINE, **options)
        self.addCleanup(client.close)
        return client

    def peer(self, *arguments):
        """The C++ program, with its output as lines."""
        process = subprocess.Popen([PEER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdin.close)
        return process
