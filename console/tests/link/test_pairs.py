"""C++ and Python without the window, both ways: calls, events, arrays, cancel, errors, shared memory."""
import array
import os
import signal
import unittest

from link_helpers import DEADLINE, wait_for
from link_support import LinkTest


class PythonClientTest(LinkTest):
    """The server is C++."""

    def setUp(self):
        super().setUp()
        self.process = self.peer("serve", self.folder, "test", "127.0.0.1:0")
        self.addresses = [self.process.stdout.readline().strip() for _ in range(2)]

    def test_calls_errors_and_cancel(self):
        for address in self.addresses:
            client = self.connect(address)
            self.assertEqual(client.call("add", a=2, b=0.5).value, 2.5)
            self.assertIn("`a` of add", self.assert_refused("bad_argument", client.call, "add", a="x"))
            self.assert_refused("unknown_command", client.call, "nothing")
            self.assertEqual(self.assert_refused("failed", client.call, "raise"), "no such luck")
            reports = []
            job = client.call_async("until_cancelled", on_progress=lambda *report: reports.append(report))
            wait_for(lambda: reports == [(0.5, "half")], "progress")
            job.cancel()
            self.assertEqual(self.assert_refused("cancelled", job.result, DEADLINE), "stopped at half")
            self.assert_refused("deadline", client.call, "until_cancelled", timeout=0.02)
            client.close()

    def test_values_and_arrays_come_back_as_they_were(self):
        client = self.connect(self.addresses[1])
        given = {"text": "ü\n\"", "list": [1, -2.5, True, None], "large": -(2**63), "object": {"a": {}}}
        z = memoryview(array.array("q", range(6))).cast("B").cast("q", (1, 2, 3))
        reply = client.call("echo", arguments=given, arrays={"z": z})
        self.assertEqual(reply.value, given)
        self.assertEqual(memoryview(reply.arrays["z"]).tolist(), [[[0, 1, 2], [3, 4, 5]]])

    def test_events_and_calls_back(self):
        seen = []
        client = self.connect(
            commands={"twice": lambda request, x: 2 * x}, on_event=lambda event: seen.append(event.value)
        )
        client.subscribe("saved")
        self.assertEqual(client.call("publish", path="a.ply").value, 1)
        client.push_event("hello", {"path": "b.ply"})  # the C++ server publishes it
        wait_for(lambda: seen == [{"path": "a.ply"}, {"path": "b.ply"}], "two events")
        self.assertEqual(client.call("ask_back", x=21).value, 42)

    def test_streams_and_shared_memory(self):
        client = self.connect()
        client.send("z", {"z": array.array("f", [1, 2, 3, 4])})
        self.assertEqual(client.call("wait_sum", name="z").value, {"frame": 1, "serial": 1, "sum": 10})
        self.assertEqual(memoryview(client.read("z").arrays["z"]).tolist(), [1, 2, 3, 4])
        for named in (False, True):
            name = "named" if named else "shared"
            writer = client.share(name, {"z": ("float32", (3, 2))}, named=named)
            for frame in (1, 2, 3):
                with writer.frame() as memory:
                    memoryview(memory["z"]).cast("B")[:] = array.array("f", [frame]).tobytes() * 6
                reply = client.call("wait_sum", name=name, after=frame - 1)
                self.assertEqual(reply.value, {"frame": frame, "serial": frame, "sum": 6 * frame})

    def test_the_server_is_killed_during_a_call(self):
        client = self.connect()
        job = client.call_async("until_cancelled")
        self.process.kill()
        self.assert_refused("closed", job.result, DEADLINE)


class CppClientTest(LinkTest):
    """The server is Python."""

    EXPECTED = [
        "add 2.5",
        "wrong bad_argument: the argument `a` of add is 'x', not a float",
        "unknown unknown_command: there is no command `nothing`; there are: `add`, `ask_back`, `echo`, `fail`, "
        "`publish`, `until_cancelled`, `wait_sum`",
        "raise failed: RuntimeError: no such luck",
        "cancelled cancelled: stopped at half",
        "late deadline: the answer did not come in time",
        'echo {"k":"ü"} 10.000000',
        "subscribe null",
        "publish 1",
        'event saved {"path":"a.ply"}',
        "ask_back 42",
        'send {"frame":1}',
        'read {"dropped":0,"ended":false,"frame":1,"kind":"array"} 10.000000',
    ]

    def test_calls_events_arrays_cancel_errors_and_shared_memory(self):
        server = self.serve(["test", "127.0.0.1:0"])
        for address, shared in ((server.addresses[0], 2), (server.addresses[1], 1)):
            process = self.peer("client", self.folder, address)
            output, _ = process.communicate(timeout=3 * DEADLINE)
            lines = output.splitlines()
            expected = self.EXPECTED + 3 * shared * [""]
            sums = [f'wait_sum {{"frame":{n},"serial":{n},"sum":{6.0 * n}}}' for n in (1, 2, 3)]
            expected[len(self.EXPECTED) :] = sums * shared
            self.assertEqual(sorted(lines), sorted(expected))
            for name in ("z", "shared", "named"):
                wait_for(lambda: (i := server.streams.info(name)) is None or i.state == "ended", "the end of " + name)
                server.streams.forget(name)

    def test_python_reads_the_memory_of_a_cpp_writer_that_stops_and_dies(self):
        for kind in ("shared", "named", "updates"):
            with self.subTest(kind):
                server = self.serve()
                process = self.peer("write", self.folder, kind)
                serial = 0
                for _ in range(5):
                    got = server.streams.wait_for("z", serial, DEADLINE)
                    z = memoryview(got.arrays["z"]).tolist()
                    self.assertEqual(z, z[:1] * 10_000)
                    serial = got.serial
                if kind == "shared":
                    process.send_signal(signal.SIGSTOP)
                    wait_for(lambda: server.streams.info("z").state == "silent", "silence")
                    process.send_signal(signal.SIGCONT)
                    wait_for(lambda: server.streams.info("z").state == "live", "life")
                process.kill()
                self.assert_ends(server.streams, "z", serial)
                server.close()
        left = [name for name in os.listdir("/dev/shm") if name.startswith(f"gimbal-link-{os.getuid()}-")]
        self.assertEqual(left, [])


if __name__ == "__main__":
    unittest.main()
