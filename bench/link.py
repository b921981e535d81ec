"""Measures a call of 64 bytes from Python to another Python process: gimbal_link beside a bare socket, beside
multiprocessing.connection and, where it is installed, beside ZeroMQ.

usage: link.py [ROUNDS]
"""
import os
import socket
import statistics
import sys
import tempfile
import time
from multiprocessing.connection import Client as MultiprocessingClient, Listener

from measure import SOURCE, head, row

sys.path.insert(0, os.path.join(SOURCE, "console"))
import gimbal_link

try:
    import zmq
except ImportError:
    zmq = None

TEXT = "x" * 64


class Bare:
    """Unix sockets without a protocol."""

    name = "floor: bare Unix socket"

    @staticmethod
    def serve(folder: str) -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(folder + "/bare")
            listener.listen()
            client, _ = listener.accept()
            while data := client.recv(64):
                client.sendall(data)

    def __init__(self, folder: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(folder + "/bare")

    def call(self) -> None:
        self.socket.sendall(TEXT.encode())
        assert len(self.socket.recv(64)) == 64


class Multiprocessing:
    """Objects by pickle, in the standard library."""

    name = "`multiprocessing.connection`"

    @staticmethod
    def serve(folder: str) -> None:
        with Listener(folder + "/multiprocessing", "AF_UNIX", authkey=b"bench") as listener:
            client = listener.accept()
            while True:
                client.send(client.recv())

    def __init__(self, folder: str) -> None:
        self.connection = MultiprocessingClient(folder + "/multiprocessing", "AF_UNIX", authkey=b"bench")

    def call(self) -> None:
        self.connection.send(("echo", {"text": TEXT}))
        assert self.connection.recv()[1]["text"] == TEXT


class ZeroMQ:
    """A request and its reply as JSON."""

    name = "ZeroMQ, `send_json`"

    @staticmethod
    def serve(folder: str) -> None:
        with zmq.Context() as context, context.socket(zmq.REP) as replies:
            replies.bind(f"ipc://{folder}/zmq")
            while True:
                replies.send_json(replies.recv_json())

    def __init__(self, folder: str) -> None:
        self.socket = zmq.Context.instance().socket(zmq.REQ)
        self.socket.connect(f"ipc://{folder}/zmq")

    def call(self) -> None:
        self.socket.send_json({"command": "echo", "text": TEXT})
        assert self.socket.recv_json()["text"] == TEXT


class Link:
    """The live link."""

    name = "`gimbal_link`"

    @staticmethod
    def serve(folder: str) -> None:
        limits = gimbal_link.Limits(frames_per_second=10_000_000)
        with gimbal_link.Server(["bench"], folder=folder, commands={"echo": lambda request, text: text}, limits=limits):
            while True:
                time.sleep(100)

    def __init__(self, folder: str) -> None:
        self.client = gimbal_link.connect("bench", folder=folder)

    def call(self) -> None:
        assert self.client.call("echo", text=TEXT).value == TEXT


def connected(subject: type, folder: str):
    """Returns a client once its server listens."""
    end = time.monotonic() + 60
    while True:
        try:
            return subject(folder)
        except (OSError, gimbal_link.LinkError):
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    subjects = [Bare, Multiprocessing, *([ZeroMQ] if zmq else []), Link]
    with tempfile.TemporaryDirectory() as folder:
        processes = []
        for subject in subjects:
            if (process := os.fork()) == 0:
                try:
                    subject.serve(folder)
                finally:
                    os._exit(0)
            processes.append(process)
        try:
            clients = [connected(subject, folder) for subject in subjects]
            taken = [[] for _ in clients]
            for _ in range(rounds):
                for client, figures in zip(clients, taken):  # they take turns
                    began = time.perf_counter()
                    client.call()
                    figures.append((time.perf_counter() - began) * 1e6)
        finally:
            for process in processes:
                os.kill(process, 9)
                os.waitpid(process, 0)
    head(f"64 bytes there and back from Python, {rounds} times", "median", "99 %", "median ÷ floor")
    floor = statistics.median(taken[0])
    for subject, figures in zip(subjects, taken):
        figures.sort()
        median = statistics.median(figures)
        row(subject.name, f"{median:.1f} µs", f"{figures[int(len(figures) * 0.99)]:.1f} µs", f"{median / floor:.2f}")


if __name__ == "__main__":
    main()
