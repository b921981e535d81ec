"""The Python package alone: client and server in one process, and writers that die in another."""
import array
import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import unittest
from unittest import mock

from link_helpers import DEADLINE, triangle, wait_for
from link_support import LinkTest, RawClient, silent_server

import gimbal_link
from gimbal_link import arrays, frames

try:
    import numpy
except ImportError:
    numpy = None

WRITER = """
import array, sys, time
sys.path.insert(0, {console!r})
import gimbal_link
client = gimbal_link.connect("test", name="writer", folder={folder!r}, timeout=60)
kind = {kind!r}
if kind == "updates":
    frame = 0
    while client.connected:
        frame += 1
        client.update("z", {{"z": array.array("f", [frame]) * 10000}})
        time.sleep(0.001)
writer = client.share("z", {{"z": ("float32", (10000,))}}, named=kind == "named", timeout=60)
while client.connected:
    with writer.frame() as memory:
        memoryview(memory["z"]).cast("B")[:] = array.array("f", [writer.generation + 1]).tobytes() * 10000
    time.sleep(0.001)
"""


class CallsTest(LinkTest):
    def test_a_call_is_answered_by_both_transports(self):
        server = self.serve(["test", "127.0.0.1:0", "[::1]:0"] if socket.has_ipv6 else ["test", "127.0.0.1:0"])
        for address in server.addresses:
            client = self.connect(address)
            self.assertEqual(client.call("add", a=2, b=0.5).value, 2.5)
            self.assertEqual(client.name, "Python")

    def test_errors_name_what_is_wrong(self):
        self.serve()
        client = self.connect()
        self.assertIn("`a` of add is 'x', not a float", self.assert_refused("bad_argument", client.call, "add", a="x"))
        self.assertIn("missing a required argument: 'a'", self.assert_refused("bad_argument", client.call, "add"))
        self.assertIn("'c'", self.assert_refused("bad_argument", client.call, "add", a=1, c=2))
        self.assertEqual(self.assert_refused("failed", client.call, "fail"), "RuntimeError: no such luck")
        self.assert_refused("unknown_command", client.call, "nothing")
        self.assert_refused("not_permitted", client.evaluate, "1")
        self.assert_refused("bad_argument", client.call, "add", a=float("inf"))

    def test_a_handler_that_raises_anything_ends_its_call_and_no_thread(self):
        server, client = self.serve(handler_threads=1), self.connect()
        errors = {"leave": SystemExit(3), "interrupt": KeyboardInterrupt(), "give_up": asyncio.CancelledError()}
        for name, error in errors.items():

            def handler(request, error=error):
                raise error

            server._host.handlers.commands[name] = lambda request, handler=handler: handler(request)
            sentence = self.assert_refused(
                "cancelled" if name == "give_up" else "failed", client.call, name, timeout=DEADLINE
            )
            self.assertIn(type(error).__name__, sentence)
        self.assertEqual(client.call("add", a=1, timeout=DEADLINE).value, 1)  # by the same thread

    def test_an_event_handler_that_leaves_ends_no_thread(self):
        seen = []

        def on_event(event):
            seen.append(event.value)
            raise SystemExit

        client = self.serve(handler_threads=1, on_event=on_event) and self.connect()
        client.push_event("x", 1)
        client.push_event("x", 2)
        wait_for(lambda: seen == [1, 2], "two events")

    def test_a_result_that_cannot_be_sent_is_answered_with_an_error_that_names_it(self):
        server, client = self.serve(), self.connect()
        released = memoryview(b"z")
        released.release()
        results = {
            "key": (gimbal_link.Reply({1: 2}), "bad_argument", "1"),
            "object": (gimbal_link.Reply([object()]), "bad_argument", "object"),
            "surrogate": (gimbal_link.Reply("\udcff"), "bad_argument", "udcff"),
            "released": (gimbal_link.Reply(None, {"z": released}), "bad_array", "`z`"),
            "list": (gimbal_link.Reply(None, [released]), "bad_array", "memory"),
            "name": (gimbal_link.Reply(None, {7: b"z"}), "bad_array", "7"),
            "long": (gimbal_link.Reply("x" * (1 << 20)), "too_large", "bytes"),
        }
        if numpy is not None:
            times = numpy.zeros(2, "datetime64[s]")
            results["ragged"] = (gimbal_link.Reply(None, {"rows": [[1], [1, 2]]}), "bad_array", "`rows`")
            results["times"] = (gimbal_link.Reply(None, {"times": times}), "bad_array", "`times`")
            results["objects"] = (gimbal_link.Reply(None, {"o": numpy.array([None])}), "bad_array", "`o`")
        for name, (reply, code, part) in results.items():
            with self.subTest(name):
                server._host.handlers.commands[name] = lambda request, reply=reply: reply
                self.assertIn(part, self.assert_refused(code, client.call, name, timeout=DEADLINE))
        self.assertEqual(client.call("add", a=1).value, 1)

    def test_a_late_call_ends_as_deadline_at_both_ends(self):
        server, client = self.serve(), self.connect()
        late = "the answer did not come in time"

        @server.command
        def wait(request):
            request.wait_cancelled(DEADLINE)
            raise gimbal_link.LinkError("cancelled", "stopped")

        self.assertEqual(self.assert_refused("deadline", client.call, "wait", timeout=0.01), late)
        with RawClient(server.addresses[0]) as raw:  # has no clock, so the server's deadline is the only one
            for id in range(1, 30):
                raw.say({"type": "call", "id": id, "command": "wait", "deadline_ms": 1})
                answer = raw.hear("error", "result")
                self.assertEqual((answer["code"], answer["message"]), ("deadline", late))

    def test_a_call_that_was_never_sent_ends_as_deadline(self):
        self.serve(limits=gimbal_link.Limits(open_calls=1))
        client = self.connect()
        first = client.call_async("until_cancelled")
        self.assert_refused("deadline", client.call, "add", a=1, timeout=0.01)
        first.cancel()
        self.assert_refused("cancelled", first.result, DEADLINE)

    def test_an_open_call_that_nobody_waits_for_does_not_wake_the_thread(self):
        with silent_server(self.folder + "/silent.socket", {}), self.connect("silent") as client:

            async def cancelled():
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.call_async("x", timeout=0.05), 0.01)

            asyncio.run(cancelled())
            self.assert_refused("deadline", client.call, "x", timeout=0.05)
            self.assertEqual(client.info()["open_calls_out"], 2)
            wait_for(lambda: client._connection.next_time(0.0) == float("inf"), "no deadline that is left")

    def test_progress_comes_before_the_answer_of_a_cancelled_call(self):
        self.serve()
        client, reports = self.connect(), []
        job = client.call_async("until_cancelled", on_progress=lambda *report: reports.append(report))
        wait_for(lambda: reports, "progress")
        with self.assertRaises(TimeoutError):
            job.result(0.01)
        self.assertTrue(job.cancel())
        self.assertEqual(self.assert_refused("cancelled", job.result, DEADLINE), "stopped at half")
        self.assertEqual(reports, [(0.5, "half")])

    def test_a_deadline_ends_the_wait_and_cancels_the_command(self):
        server, cancelled = self.serve(), threading.Event()

        @server.command
        def wait(request):
            if request.wait_cancelled(DEADLINE):
                cancelled.set()

        self.assert_refused("deadline", self.connect().call, "wait", timeout=0.02)
        self.assertTrue(cancelled.wait(DEADLINE))

    def test_coroutines_await_calls_and_cancel_them(self):
        server, cancelled = self.serve(), threading.Event()

        @server.command
        async def later(request, x: int):
            await asyncio.sleep(0)
            return x + 1

        @server.command
        def wait(request):
            if request.wait_cancelled(DEADLINE):
                cancelled.set()

        async def main():
            async with await gimbal_link.connect_async("test", folder=self.folder, timeout=DEADLINE) as client:
                jobs = [client.call_async("later", x=x) for x in range(300)]  # more than may be open
                values = [reply.value for reply in await asyncio.gather(*jobs)]
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.call_async("wait"), 0.05)
                return values

        self.assertEqual(asyncio.run(main()), list(range(1, 301)))
        self.assertTrue(cancelled.wait(DEADLINE))

    def test_threads_call_at_the_same_time(self):
        self.serve()
        client, right = self.connect(), []

        def work(base):
            right.extend(client.call("add", a=base + i).value == base + i for i in range(50))

        threads = [threading.Thread(target=work, args=(1000 * i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(right, [True] * 200)

    def test_events_go_both_ways(self):
        pushed, seen = [], []
        server = self.serve(on_event=lambda event: pushed.append((event.name, event.value)))
        client = self.connect(on_event=lambda event: seen.append(event.value))
        self.assert_refused("unknown_event", client.subscribe, "saved", "nothing")
        self.assertEqual(server.publish("saved", 1), 0)
        client.subscribe("saved")
        self.assertEqual(server.publish("saved", 2), 1)
        wait_for(lambda: seen == [2], "the event")
        client.push_event("hello", [1])
        wait_for(lambda: pushed == [("hello", [1])], "the pushed event")

    def test_the_end_of_the_server_ends_open_calls_and_says_why(self):
        server, why = self.serve(), []
        client = self.connect(on_disconnected=lambda peer, error: why.append(str(error)))
        job = client.call_async("until_cancelled")
        wait_for(lambda: server.peers[0].info()["open_calls_in"], "the call")
        server.close("the window quits")
        with self.assertRaises(gimbal_link.LinkError):
            job.result(DEADLINE)
        wait_for(lambda: why == ["the window quits"], "the reason")
        self.assert_refused("closed", client.call, "add", a=1)

    def test_a_client_that_does_not_read_its_answers_gets_each_when_it_reads(self):
        server = self.serve()
        with socket.socket(socket.AF_UNIX) as raw:
            raw.connect(server.addresses[0])
            raw.settimeout(DEADLINE)
            hello = {"type": "hello", "protocol": "gimbal-link", "versions": [1, 1], "name": "raw"}
            asked, unsent, full = 0, b"".join(frames.encode(hello)), 0
            raw.setblocking(False)
            while asked < 3000 and full < 200:
                if not unsent:
                    asked += 1
                    call = {"type": "call", "id": asked, "command": "add", "arguments": {"a": asked}}
                    unsent = b"".join(frames.encode(call))
                try:
                    unsent = unsent[raw.send(unsent) :]
                    full = 0
                except BlockingIOError:
                    full += 1
                    threading.Event().wait(0.001)
            self.assertEqual(self.connect().call("add", a=1).value, 1)  # the others do not notice it
            raw.settimeout(DEADLINE)
            rest = threading.Thread(target=raw.sendall, args=(unsent,))
            rest.start()
            reader, answered = frames.FrameReader(1 << 20, 1 << 20), []
            while len(answered) < asked:
                self.assertTrue(reader.read_from(raw, False))
                while (frame := reader.next()) is not None:
                    if frame.header["type"] == "result":
                        self.assertEqual(frame.header["value"], frame.header["id"])
                        answered.append(frame.header["id"])
            rest.join()
            self.assertEqual(sorted(answered), list(range(1, asked + 1)))


class ArraysTest(LinkTest):
    def test_a_mesh_is_sent_updated_by_its_positions_and_read_back(self):
        server, client = self.serve(), self.connect()
        flat, moved = triangle(0)["positions"], triangle(5)["positions"]
        triangles = triangle()["triangles"]
        self.assert_refused("bad_array", client.send, "m", {"positions": flat}, "positions")
        client.send("m", {"positions": flat, "triangles": triangles})
        client.send("m", {"positions": moved}, "positions")
        got = server.streams.latest("m")
        self.assertEqual((got.kind, got.frame, got.serial), ("mesh", 3, 2))  # a refused frame has had a number
        self.assertEqual(memoryview(got.arrays["positions"]).tolist()[2], [0, 1, 5])
        back = client.read("m")
        self.assertEqual(memoryview(back.arrays["triangles"]).tolist(), [[0, 1, 2]])
        self.assert_refused("not_found", client.read, "nothing")
        self.assert_refused("old_frame", client.send, "m", {"positions": flat}, None, 1)
        self.assert_refused("bad_array", client.send, "x", {"positions": triangles})

    def test_large_arrays_cross(self):
        self.serve()
        content = bytes(range(256)) * 20_000  # 5 MB: has pages of its own
        back = self.connect().call("echo", arrays={"z": content}).arrays["z"]
        self.assertEqual(memoryview(back).tobytes(), content)

    def test_without_numpy_arrays_are_memoryviews(self):
        self.addCleanup(arrays.numpy.cache_clear)
        with mock.patch.dict(sys.modules, {"numpy": None}):
            arrays.numpy.cache_clear()
            self.serve()
            client = self.connect()
            z = memoryview(array.array("d", range(6))).cast("B").cast("d", (2, 3))
            back = client.call("echo", arrays={"z": z, "none": array.array("f")}).arrays
            self.assertIsInstance(back["z"], memoryview)
            self.assertEqual(back["z"].tolist(), [[0, 1, 2], [3, 4, 5]])
            self.assertEqual(len(back["none"]), 0)
            self.assertTrue(back["z"].readonly)

    def test_what_is_no_array_of_the_protocol_is_refused(self):
        for wrong in ("text", 1, {"a": 1}, memoryview(b"ab").cast("c")):
            self.assert_refused("bad_array", arrays.pack, "z", wrong)

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_numpy_sees_the_shared_memory_itself_on_both_sides(self):
        server, client = self.serve(), self.connect()
        writer = client.share("wave", {"z": ("float32", (2, 3))})
        with writer.frame() as memory:
            self.assertIsInstance(memory["z"], numpy.ndarray)
            memory["z"][:] = 7
        view = server.streams.wait_for_view("wave", timeout=DEADLINE)
        self.assertEqual(view.arrays["z"].tolist(), [[7] * 3] * 2)
        self.assertFalse(view.arrays["z"].flags.writeable)
        memory["z"][0, 0] = 8  # no copy: the reader sees it
        self.assertEqual(view.arrays["z"][0, 0], 8)
        self.assertTrue(view.valid())
        for _ in range(3):
            with writer.frame():
                pass
        self.assertFalse(view.valid())
        copied = server.streams.latest("wave").arrays["z"]
        with writer.frame() as memory:
            memory["z"][:] = 9
        self.assertNotEqual(copied[1, 1], 9)

    def test_a_stream_that_was_unshared_is_ended_and_can_be_read(self):
        server, client = self.serve(), self.connect()
        for named in (False, True):
            with client.share("wave", {"z": ("float32", 4)}, named=named) as writer:
                with writer.frame() as memory:
                    memoryview(memory["z"]).cast("B")[:] = bytes(16)
            wait_for(lambda: server.streams.info("wave").state == "ended", "the end")
            self.assertEqual(server.streams.latest("wave").frame, 1)
        left = [name for name in os.listdir("/dev/shm") if name.startswith(f"gimbal-link-{os.getuid()}-")]
        self.assertEqual(left, [])

    def test_a_reader_that_waits_sees_the_stream_of_a_writer_that_is_killed_and_its_end(self):
        for kind in ("updates", "shared", "named"):
            with self.subTest(kind):
                server = self.serve()
                source = WRITER.format(console=os.environ["GIMBAL_CONSOLE"], folder=self.folder, kind=kind)
                writer = subprocess.Popen([sys.executable, "-B", "-c", source])
                try:
                    serial = 0
                    for _ in range(3):
                        got = server.streams.wait_for("z", serial, DEADLINE)
                        z = memoryview(got.arrays["z"]).tolist()
                        self.assertEqual(z, z[:1] * len(z))  # one frame, not parts of two
                        serial = got.serial
                finally:
                    writer.send_signal(signal.SIGKILL)
                    writer.wait()
                self.assert_ends(server.streams, "z", serial)
                server.close()


class ExampleTest(LinkTest):
    def test_the_example_calls_and_moves_a_mesh(self):
        server = self.serve()
        console = os.environ["GIMBAL_CONSOLE"]
        done = subprocess.run(
            [sys.executable, "-B", f"{console}/examples/link_python/client.py", server.addresses[0]],
            env={**os.environ, "PYTHONPATH": console},
            capture_output=True,
            text=True,
            timeout=2 * DEADLINE,
        )
        self.assertEqual((done.stdout, done.stderr), ("2.5\n", ""))
        self.assertEqual(server.streams.latest("triangle").frame, 60)


class WhoMayTest(LinkTest):
    def test_files_are_private_and_nothing_is_left(self):
        folder = self.folder + "/run/link"
        with gimbal_link.Server(["test", "127.0.0.1:0"], folder=folder) as server:
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
            for name in os.listdir(folder):
                self.assertEqual(stat.S_IMODE(os.lstat(f"{folder}/{name}").st_mode), 0o600, name)
            self.assertEqual(len(server.token_files), 1)
            self.assert_refused("in_use", gimbal_link.Server, "test", folder=folder)
        self.assertEqual(os.listdir(folder), [])

    def test_a_server_that_cannot_listen_leaves_no_file(self):
        text = self.folder + "/text.socket"
        with open(text, "w") as file:
            file.write("not a socket")
        self.assertIn("no socket", self.assert_refused("in_use", gimbal_link.Server, text))
        self.assertEqual(os.listdir(self.folder), ["text.socket"])
        with mock.patch("gimbal_link.address.write_token", side_effect=OSError(28, "No space left on device")):
            for addresses in (["127.0.0.1:0"], ["test", "127.0.0.1:0"]):
                self.assert_refused("in_use", gimbal_link.Server, addresses, folder=self.folder)
        self.assertEqual(os.listdir(self.folder), ["text.socket"])

    def test_a_server_ends_without_an_error_when_its_files_were_removed(self):
        with gimbal_link.Server(["test", "127.0.0.1:0"], folder=self.folder):
            for name in os.listdir(self.folder):
                os.unlink(f"{self.folder}/{name}")
        self.assertEqual(os.listdir(self.folder), [])

    def test_small_messages_leave_at_once_at_both_ends(self):
        server = self.serve(["127.0.0.1:0"])
        client = self.connect(server.addresses[0])
        for peer in (client, server.peers[0]):
            source = peer._connection.socket
            self.assertNotEqual(source.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), 0)

    def test_the_timeout_of_a_client_is_the_time_of_its_handshake(self):
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(self.folder + "/silent.socket")
            silent.listen()
            limits = gimbal_link.Limits()
            sentence = self.assert_refused(
                "not_authenticated", gimbal_link.connect, "silent", folder=self.folder, timeout=0.2, limits=limits
            )
        self.assertIn("0.2 s", sentence)
        self.assertEqual(limits, gimbal_link.Limits())  # those of the caller are not changed

    def test_a_wrong_or_readable_token_is_refused(self):
        server = self.serve(["127.0.0.1:0"])
        other = self.folder + "/other"
        with open(other, "w") as file:
            file.write("0" * 64)
        os.chmod(other, 0o600)
        self.assert_refused("not_authenticated", self.connect, server.addresses[0], token_file=other)
        os.chmod(server.token_files[0], 0o640)
        self.assert_refused("not_authenticated", self.connect, server.addresses[0])

    def test_another_machine_is_refused_with_the_sentence_how(self):
        for address in ("0.0.0.0:4040", "example.org:4040"):
            sentence = self.assert_refused("not_local", gimbal_link.connect, address)
            self.assertIn("ssh -L 4040:127.0.0.1:4040 user@", sentence)
        for address in ("", "a/b", "localhost:", "localhost:99999"):
            self.assert_refused("bad_argument", gimbal_link.connect, address)
        self.assert_refused("not_connected", self.connect, "nobody")

    def test_a_folder_that_others_may_enter_is_refused(self):
        os.chmod(self.folder, 0o755)
        self.assert_refused("not_local", gimbal_link.Server, "test", folder=self.folder)

    def test_a_client_in_a_folder_that_servers_refuse_is_told_so(self):
        open, real, linked = (f"{self.folder}/{name}" for name in ("open", "real", "linked"))
        os.mkdir(open)
        os.chmod(open, 0o755)
        os.mkdir(real, 0o700)
        os.symlink(real, linked)

        def sentence(folder, address="test", code="not_connected"):
            return self.assert_refused(code, gimbal_link.connect, address, folder=folder)

        others = f"a server refuses the folder {open}, which may be entered by other users"
        self.assertIn(others, sentence(open))
        self.assertIn(others, sentence(None, open + "/test.socket"))
        self.assertIn(f"the folder {linked}, which is a link", sentence(linked))
        self.assertIn("start the server first", sentence(real))
        self.assertIn("start the server first", sentence(self.folder + "/missing"))
        if os.getuid() == 0:
            os.chown(real, 65534, 65534)
            self.assertIn("which belongs to another user", sentence(real))
        server = self.serve(["127.0.0.1:0"])
        self.assertIn(others, sentence(open, server.addresses[0], "not_authenticated"))  # it has no token

    def test_other_versions_and_protocols_get_their_error(self):
        server = self.serve()
        hello = {"type": "hello", "protocol": "gimbal-link", "versions": [7, 9], "name": "next"}
        for content, code in ((b"".join(frames.encode(hello)), "wrong_version"), (b"GET / HTTP/1.1", "bad_frame")):
            with socket.socket(socket.AF_UNIX) as raw:
                raw.settimeout(DEADLINE)
                raw.connect(server.addresses[0])
                raw.sendall(content)
                got = b""
                while piece := raw.recv(4096):
                    got += piece
                self.assertIn(f'"code":"{code}"'.encode(), got)

    def test_hostile_frames_end_their_own_connection_at_most(self):
        import random
        import time

        server, other = self.serve(), self.connect()
        source = random.Random(1)
        hello = b"".join(frames.encode({"type": "hello", "protocol": "gimbal-link", "versions": [1, 1], "name": "raw"}))
        z = {"z": arrays.pack("z", array.array("f", [1, 2]))}
        good = [
            b"".join(frames.encode(header, content))
            for header, content in (
                ({"type": "call", "id": 1, "command": "add", "arguments": {"a": 1}}, {}),
                ({"type": "update", "id": 2, "name": "z", "kind": "array", "frame": 1}, z),
                ({"type": "update", "name": "m", "kind": "mesh", "frame": 1}, z),
                ({"type": "subscribe", "id": 3, "events": ["saved"]}, {}),
                (
                    {"type": "share", "id": 4, "name": "s", "kind": "array", "slots": 2, "slot_bytes": 64}
                    | {"arrays": []},
                    {},
                ),
                ({"type": "event", "name": "x", "value": [1, None]}, z),
            )
        ]
        end = time.monotonic() + float(os.environ.get("GIMBAL_FUZZ_SECONDS", "3"))
        while time.monotonic() < end:
            with socket.socket(socket.AF_UNIX) as raw:
                raw.connect(server.addresses[0])
                raw.setblocking(False)
                try:
                    raw.send(hello)
                    for _ in range(10):
                        content = bytearray(source.choice(good))
                        for _ in range(source.randrange(3)):
                            content[source.randrange(len(content))] = source.randrange(256)
                        raw.send(content)
                except OSError:
                    pass
        self.assertEqual(other.call("add", a=20, b=1).value, 21)


if __name__ == "__main__":
    unittest.main()
