"""The exchange of docs/link.md, byte for byte, with the Python server; and with the Python client's bytes."""
import array
import json
import os
import random
import socket
import threading
import time
import unittest
from unittest import mock

import link_support
from link_helpers import DEADLINE, wait_for

import gimbal_link
from gimbal_link import frames
from gimbal_link.arrays import pack

FUZZ_SECONDS = float(os.environ.get("GIMBAL_FUZZ_SECONDS", "3"))
FLOATS = {"dtype": "float32", "name": "z", "shape": [2]}
MESSAGES = [
    {"type": "call", "command": "add", "arguments": {"a": 1}, "deadline_ms": 60000},
    {"type": "evaluate", "source": "1"},
    {"type": "progress", "fraction": 0.5, "text": "half"},
    {"type": "cancel"},
    {"type": "result", "value": 1, "arrays": [FLOATS]},
    {"type": "error", "code": "failed", "message": "no", "name": "z", "frame": 1},
    {"type": "subscribe", "events": ["saved"]},
    {"type": "unsubscribe", "events": ["saved"]},
    {"type": "event", "name": "x", "value": 1, "arrays": [FLOATS], "dropped": 1},
    {"type": "update", "name": "u", "frame": 1, "kind": "array", "arrays": [FLOATS], "dropped": 1},
    {
        "type": "update",
        "name": "m",
        "frame": 2,
        "kind": "mesh",
        "arrays": [
            {"dtype": "float32", "name": "positions", "shape": [0, 3]},
            {"dtype": "int32", "name": "faces", "shape": [0]},
            {"dtype": "int32", "name": "offsets", "shape": [2], "strides": [4]},
        ],
    },
    {"type": "update", "name": "p", "frame": 1, "kind": "array", "arrays": [{**FLOATS, "name": "positions"}]},
    {
        "type": "update",
        "name": "p",
        "frame": 2,
        "kind": "positions",
        "arrays": [{**FLOATS, "name": "positions", "shape": [0, 3]}],
    },
    {"type": "read", "name": "u"},
    {
        "type": "share",
        "name": "s",
        "kind": "array",
        "arrays": [{**FLOATS, "offset": 0}],
        "slots": 2,
        "slot_bytes": 64,
        "segment": f"/gimbal-link-{os.getuid()}-0",
    },
    {"type": "published", "name": "s", "generation": 1},
    {"type": "unshare", "name": "s"},
    {"type": "ping"},
    {"type": "goodbye", "message": "the end"},
    {"type": "nothing"},
]
# What stands in the place of any value of a message.
WRONG = [None, True, 0, -1, 0.5, 2**63 - 1, -(2**63), 2**46, 2**24, "", "x", "\0", "*", "ü", "x" * 5000, [], [[]], {}]
WRONG += [[None], ["x", 1], [0], [2**40, 0], [0, 2**61], [1] * 8, [-1], {"a": 1}, [{}], [FLOATS, FLOATS], "float64"]
WRONG += ["float32", "mesh", "positions", f"/gimbal-link-{os.getuid()}-\0", f"/gimbal-link-{os.getuid()}-a/../b"]


def places(value, place=()):
    """The places of all values in a message."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*place, key)
        yield from places(entry, (*place, key))


def changed(message, source):
    """The message with some of its values replaced or left out."""
    message = json.loads(json.dumps(message))
    for _ in range(source.randrange(1, 3)):
        found = list(places(message))
        *way, last = source.choice(found)
        owner = message
        for key in way:
            owner = owner[key]
        if source.random() < 0.15:
            del owner[last]
        else:
            owner[last] = json.loads(json.dumps(source.choice(WRONG)))
    return message


class ProtocolTest(link_support.LinkTest):
    def test_the_server_answers_the_documented_bytes(self):
        parts = link_support.documented_exchange()
        self.assertEqual([who for who, _ in parts], [">", "<"] * 3)
        server = self.serve()
        server._host.name = "adder"
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(DEADLINE)
            client.connect(server.addresses[0])
            for who, content in parts:
                if who == ">":
                    client.sendall(content)
                else:
                    got = b""
                    while len(got) < len(content):
                        got += client.recv(len(content) - len(got))
                    self.assertEqual(got, content)

    def test_the_package_writes_the_documented_bytes(self):
        z = {"z": pack("z", array.array("f", [1, 2, 3]))}
        header = {"type": "update", "id": 2, "name": "z", "frame": 1, "kind": "array"}
        written = b"".join(frames.encode(header, z))
        self.assertEqual(written, link_support.documented_exchange()[4][1])

    def test_a_header_that_is_no_small_json_object_is_refused(self):
        deep = b'{"a":' + b"[" * 100_000
        numbers = (b'{"a":NaN}', b'{"a":1e999}', b'{"a":9223372036854775808}')
        for text in (b"", b"[]", b"1", b"{", *numbers, b'"\xff"', deep):
            self.assert_refused("bad_message", frames.decode, text)
        self.assertEqual(frames.decode(b'{"a":[9223372036854775807,0.5,"[[["]}'), {"a": [2**63 - 1, 0.5, "[[["]})

    def test_what_a_header_cannot_hold_is_refused_before_it_is_sent(self):
        for value in (float("nan"), 2**63, {1: 2}, object(), {"a": b"bytes"}):
            self.assert_refused("bad_argument", frames.encode, {"value": value})


    def test_what_is_encoded_can_be_decoded(self):
        for depth in range(28, 36):
            for inner in ([], {}, (), 1, "x", [1]):
                value = inner
                for n in range(depth):
                    value = [value] if n % 2 else {"a": value}
                with self.subTest(depth=depth, inner=inner):
                    text = json.dumps({"value": value}, separators=(",", ":")).encode()
                    try:
                        frames.decode(text)
                    except gimbal_link.LinkError:
                        self.assert_refused("bad_argument", frames.encode, {"value": value})
                    else:
                        self.assertTrue(bytes(frames.encode({"value": value})[0]).endswith(text))

    def test_the_length_of_a_name_is_counted_in_bytes(self):
        server = self.serve()
        fits, long = "é" * 128, "é" * 128 + "x"
        server._host.events += [fits, long]
        update = {"type": "update", "frame": 1, "kind": "nothing"}
        names = ((fits, "result"), (long, "error"), ("x" * 257, "error"), ("", "error"))
        with link_support.RawClient(server.addresses[0]) as raw:
            for id, (name, kind) in enumerate(names, 1):
                for type in ("subscribe", "unsubscribe"):
                    raw.say({"type": type, "id": id, "events": [name]})
                    self.assertEqual(raw.hear("result", "error")["type"], kind)
            for name in (fits, long):
                server._host.connections[0]._refusal_at = 0.0
                raw.say({**update, "name": name})
                self.assertEqual(raw.hear("error").get("name"), name if name == fits else None)


class UnsentTest(link_support.LinkTest):
    """What waits while the socket is full, or while another end is slow."""

    def full(self, client):
        """Nothing leaves this client until the end of the block."""
        return mock.patch.object(client._connection._outbox, "write_to", lambda *_: False)

    def waiting(self, client):
        items = client._connection._outbox._items
        return [(item.header["frame"], item.header["kind"], "id" in item.header, item.dropped) for item in items]

    def test_a_newer_frame_overtakes_no_send_and_no_mesh(self):
        server, client = self.serve(), self.connect()
        connection, z = client._connection, {"z": pack("z", array.array("f", [1]))}
        mesh = {"positions": pack("positions", memoryview(bytes(12)).cast("f", (1, 3)))}
        with self.full(client):
            client.update("s", z)
            sent = connection.send("s", z, None, None, None)
            client.update("s", z)
            client.update("s", z)
            unsent = [(1, "array", False, 0), (2, "array", True, 0), (4, "array", False, 1)]
            self.assertEqual(self.waiting(client), unsent)
        self.assertEqual(sent.result(DEADLINE).value, {"frame": 2})
        wait_for(lambda: server.streams.info("s").frame == 4, "the newest frame")
        self.assertEqual(server.streams.info("s").refused, 0)
        with self.full(client):
            for kind in ("mesh", "positions", "positions", "mesh", "positions", "mesh", "mesh", "positions"):
                client.update("m", mesh, kind)
            self.assertEqual(self.waiting(client), [(7, "mesh", False, 6), (8, "positions", False, 0)])
        wait_for(lambda: (info := server.streams.info("m")) and info.frame == 8, "the positions")
        self.assertEqual(server.streams.info("m").refused, 0)

    def test_a_newer_frame_overtakes_no_send_that_waits_for_open_calls(self):
        server = self.serve(limits=gimbal_link.Limits(open_calls=1))
        client, z = self.connect(), [{"z": pack("z", array.array("f", [n]))} for n in range(4)]
        first = client.call_async("until_cancelled")
        sent = client._connection.send("s", z[1], None, None, None)
        client.update("s", z[2])
        client.update("s", z[3])
        self.assertIsNone(server.streams.info("s"))
        first.cancel()
        self.assertEqual(sent.result(DEADLINE).value, {"frame": 1})
        wait_for(lambda: server.streams.info("s").frame == 3, "the newest frame")
        self.assertEqual(client.info()["updates_dropped"], 1)

    def test_an_event_has_the_value_of_the_time_it_was_sent(self):
        """Also the one that says `dropped`, which is added when it leaves."""
        seen, threads = [], []
        threading.excepthook, before = threads.append, threading.excepthook
        self.addCleanup(setattr, threading, "excepthook", before)
        server = self.serve(on_event=lambda event: seen.append((event.value, len(event.arrays), event.dropped)))
        client, value, z = self.connect(limits=gimbal_link.Limits(unsent_events=2)), {"n": [0]}, array.array("f", [1])
        for arrays in ({}, {"z": z}, {"a": z, "z": z}):
            with self.full(client):
                for n in range(4):
                    value["n"] = [n]
                    client.push_event("x", value, arrays)
                value["n"][:] = [object()]
            client.ping()
        expected = [({"n": [n]}, arrays, dropped) for arrays in range(3) for n, dropped in ((2, 2), (3, 0))]
        wait_for(lambda: len(seen) == 6 or threads, "the events")
        self.assertEqual((seen, threads), (expected, []))
        self.assertTrue(server._host._thread.is_alive())

    def test_a_call_that_waits_has_the_arguments_of_the_time_it_was_made(self):
        self.serve(limits=gimbal_link.Limits(open_calls=1))
        client, numbers = self.connect(), [1]
        for change in (2, object()):
            first = client.call_async("until_cancelled")
            job = client.call_async("echo", numbers=numbers)
            before = list(numbers)
            numbers[:] = [change]
            first.cancel()
            self.assertEqual(job.result(DEADLINE).value, {"numbers": before})

    def test_dropped_is_in_its_place_in_a_header(self):
        z = pack("z", array.array("f", [1]))
        header = {"type": "event", "name": "dropped", "value": {"arrays": "}{"}}
        for arrays in ({}, {"z": z}, {"z": z, '"dropped"': z}):
            start, *rest = frames.encode(header, arrays)
            said, *others = frames.encode({**header, "dropped": 12}, arrays)
            self.assertEqual(bytes(frames.with_dropped(start, arrays, 12)), bytes(said))
            self.assertEqual(rest, others)

    def test_a_header_that_the_other_end_would_refuse_is_too_large_at_the_sender(self):
        server = self.serve(limits=gimbal_link.Limits(header_bytes=5000))
        client, long = self.connect(), "x" * 6000
        self.assert_refused("too_large", client.call, "echo", text=long)
        self.assert_refused("too_large", client.push_event, "x", long)
        self.assert_refused("too_large", client.evaluate, long)
        names = {f"array {i}": b"" for i in range(200)}
        self.assert_refused("too_large", client.update, "s", names)
        self.assert_refused("too_large", client.send, "s", names)
        fits = 5000
        while True:  # the longest one that fits is taken
            try:
                self.assertEqual(len(client.call("echo", text="x" * fits).value["text"]), fits)
                break
            except gimbal_link.LinkError as error:
                self.assertEqual(error.code, "too_large")
                fits -= 1
        self.assertGreater(fits, 4800)
        server._host.handlers.commands["long"] = lambda request: "x" * (1 << 20)
        self.assert_refused("too_large", client.call, "long")
        self.assertEqual(client.call("add", a=1).value, 1)

    def test_events_that_wait_for_a_slow_handler_are_bounded_and_counted(self):
        self.check_slow_handler(1024)

    def test_the_bound_of_the_events_that_wait_is_an_option(self):
        self.check_slow_handler(10, limits=gimbal_link.Limits(unsent_events=10))

    def check_slow_handler(self, most, **options):
        began, go_on, seen = threading.Event(), threading.Event(), []
        self.addCleanup(go_on.set)

        def on_event(event):
            began.set()
            go_on.wait(DEADLINE)
            seen.append((event.value, event.dropped))

        server = self.serve(on_event=on_event, on_refused=lambda error: None, **options)
        with link_support.RawClient(server.addresses[0]) as raw:
            raw.say({"type": "event", "name": "x", "value": 0})
            self.assertTrue(began.wait(DEADLINE))
            for value in range(1, 3001):
                raw.say({"type": "event", "name": "x", "value": value})
                raw.say({"type": "error", "code": "failed", "message": "no"})
            raw.say({"type": "ping", "id": 1})
            raw.hear("result")
            lane = server._host.connections[0]._lane
            self.assertLessEqual(len(lane.waiting), 2 * most)
            go_on.set()
            wait_for(lambda: len(seen) == most + 1, "the events")
        first = 3001 - most
        self.assertEqual(seen[:2], [(0, 0), (first, first - 1)])
        self.assertEqual(seen[2:], [(value, 0) for value in range(first + 1, 3001)])


class HostileTest(link_support.LinkTest):
    """A message that this end cannot process costs at most the connection that it came by."""

    def setUp(self):
        super().setUp()
        self.ended = []
        threading.excepthook, before = self.ended.append, threading.excepthook
        self.addCleanup(setattr, threading, "excepthook", before)

    def check_alive(self, server):
        self.assertTrue(server._host._thread.is_alive())
        self.assertEqual(self.ended, [])

    def test_a_message_with_a_wrong_value_is_answered_with_an_error(self):
        server = self.serve()
        share = next(message for message in MESSAGES if message["type"] == "share")
        update = {"type": "update", "name": "z", "frame": 1, "kind": "array"}
        wrong = (
            ({**update, "arrays": [{**FLOATS, "dtype": []}]}, "bad_array"),
            ({**update, "arrays": [{**FLOATS, "dtype": {}}]}, "bad_array"),
            ({**update, "arrays": [{**FLOATS, "shape": ["x" * 900_000]}]}, "bad_array"),
            ({**share, "segment": f"/gimbal-link-{os.getuid()}-\0"}, "bad_segment"),
            ({**share, "slot_bytes": 2**40, "arrays": [{**FLOATS, "offset": 2**39}]}, "bad_segment"),
        )
        with link_support.RawClient(server.addresses[0]) as raw:
            for id, (message, code) in enumerate(wrong, 1):
                with self.subTest(message=str(message)[:200]):
                    raw.say({**message, "id": id})
                    answer = raw.hear("error", "result")
                    self.check_alive(server)
                    self.assertEqual((answer["id"], answer["code"]), (id, code))

    def test_a_mesh_without_an_offset_is_refused(self):
        server, client = self.serve(), self.connect()
        none, points = array.array("i"), memoryview(bytes(12)).cast("f", (1, 3))
        mesh = {"positions": points, "faces": none, "offsets": none}
        packed = {name: pack(name, content) for name, content in mesh.items()}
        with link_support.RawClient(server.addresses[0]) as raw:
            raw.say({"type": "update", "id": 1, "name": "m", "frame": 1, "kind": "mesh"}, packed)
            self.assertEqual(raw.hear("error", "result")["code"], "bad_array")
        self.assert_refused("bad_array", client.send, "m", mesh)
        client.send("p", {"positions": array.array("f", [1])}, "array")
        self.assert_refused("bad_array", client.send, "p", {"positions": points}, "positions")
        self.check_alive(server)

    def test_a_text_that_is_no_utf_8_ends_the_connection_with_an_error(self):
        server = self.serve()
        for text in (b'{"id":1,"type":"\\ud800"}', b'{"type":"event","name":"\\udfff"}', b'{"type":"\xff"}'):
            with self.subTest(text), link_support.RawClient(server.addresses[0]) as raw:
                raw.say_text(text)
                self.assertEqual(raw.hear("error")["code"], "bad_message")
                self.assertIsNone(raw.hear("error"))
        self.check_alive(server)

    def test_an_error_of_this_package_ends_only_the_connection_that_caused_it(self):
        server, other = self.serve(), self.connect()
        with link_support.RawClient(server.addresses[0]) as raw:
            server._host.streams.published = lambda *_: 1 / 0  # a message that nobody has thought of
            raw.say({"type": "published", "name": "s", "generation": 1})
            answer = raw.hear("error")
            self.assertEqual(answer["code"], "bad_message")
            self.assertIn("ZeroDivisionError", answer["message"])
        self.assertEqual(other.call("add", a=1).value, 1)

    def test_a_wrong_limit_in_a_welcome_is_ignored(self):
        """As in C++. The other end said something of a later version, or nonsense; it refuses what it does not take."""
        own, path = gimbal_link.Limits(open_calls=7), f"{self.folder}/silent.socket"
        wrong = ("x", [], None, True, 0.5, -1)
        cases = [({"open_calls": value}, 7) for value in (*wrong, 7, 8, 2**63 - 1)]
        cases += [({"open_calls": 0}, 1), ({"open_calls": 3}, 3), ("x", 7), ([], 7), (None, 7)]
        cases += [({"header_bytes": value, "payload_bytes": value}, 7) for value in wrong]
        for limits, calls in cases:
            with self.subTest(limits), link_support.silent_server(path, limits):
                with gimbal_link.connect(path, timeout=DEADLINE, limits=own) as client:
                    connection = client._connection
                    self.assertEqual(connection._most_calls, calls)
                    outbox = connection._outbox
                    self.assertEqual((outbox.most_header, outbox.most_payload), (1 << 20, 1 << 30))
        self.assertEqual(self.ended, [])

    def test_messages_with_values_changed_at_random_leave_the_link_alive(self):
        server, source, end = self.serve(), random.Random(2), time.monotonic() + FUZZ_SECONDS
        floats = array.array("f", [1, 2]).tobytes()
        rounds = 0
        while time.monotonic() < end:
            rounds += 1
            with link_support.RawClient(server.addresses[0]) as raw:
                said = []
                try:
                    for id in range(1, 40):
                        message = changed({**source.choice(MESSAGES), "id": id}, source)
                        said.append(message)
                        text = json.dumps(message).encode()
                        raw.say_text(text, floats if source.random() < 0.8 else b"")
                    raw.say({"type": "ping", "id": 99})
                except OSError:
                    pass  # the server has ended this connection
                answer = raw.hear("result", "error")
                while answer is not None and answer.get("id") != 99:
                    answer = raw.hear("result", "error")
            if self.ended or not server._host._thread.is_alive():
                self.fail(f"round {rounds}: {self.ended[:1]} after {json.dumps(said)}")
        self.assertEqual(self.connect().call("add", a=20, b=1).value, 21)


if __name__ == "__main__":
    unittest.main()
