"""What a caller of the Python package gets for an argument of the wrong type."""
import array
import unittest
from unittest import mock

from link_helpers import shaped, triangle
from link_support import HELLO, LinkTest, RawClient

import gimbal_link
from gimbal_link import arrays


class ArgumentsTest(LinkTest):
    def assert_type_error(self, part, function, *arguments, **options):
        with self.assertRaises(TypeError) as caught:
            function(*arguments, **options)
        self.assertIn(part, str(caught.exception))

    def test_a_text_in_place_of_a_list_of_names_is_refused_with_the_remedy(self):
        self.serve()
        for function in (gimbal_link.Server, self.connect):
            with self.subTest(function.__name__):
                self.assert_type_error("write ['solved']", function, "test", events="solved")
                self.assert_type_error("events must be a list of str, not b'solved'", function, "x", events=b"solved")
                self.assert_type_error("but it holds 7", function, "test", events=["solved", 7])
                self.assert_type_error("not 7", function, "test", events=7)
        self.assert_type_error("listen must be a list of str", gimbal_link.Server, b"test")
        self.assert_type_error("an address is a str", gimbal_link.connect, ["test"])

    def test_events_are_arguments_of_their_own(self):
        self.serve()
        client = self.connect()
        for function in (client.subscribe, client.unsubscribe):
            self.assert_type_error("as an argument of its own", function, ["saved", "tick"])

    def test_functions_are_given_by_name(self):
        self.serve()
        for function in (gimbal_link.Server, self.connect):
            with self.subTest(function.__name__):
                self.assert_type_error("dict of functions by name, not 'add'", function, "test", commands="add")
                self.assert_type_error("dict of functions by name", function, "test", commands=[print])
                self.assert_type_error("commands['add'] must be a function", function, "test", commands={"add": 1})
                self.assert_type_error("it has the key 1", function, "test", commands={1: print})
                self.assert_type_error("on_event must be a function", function, "test", on_event="print")

    def test_options_are_of_their_class(self):
        self.serve()
        for function in (gimbal_link.Server, self.connect):
            with self.subTest(function.__name__):
                self.assert_type_error("a gimbal_link.Limits", function, "test", limits={"streams": 4})
                self.assert_type_error("a gimbal_link.Permissions", function, "test", permissions="evaluate")

    def test_a_layout_is_a_dtype_and_a_shape(self):
        self.serve()
        client = self.connect()
        for layout in ("float32", ("float32", "34"), ("float32", (1.5,)), ("float32", -1), (("float32",), 3)):
            with self.subTest(layout):
                self.assert_type_error("layouts['z'] must be (dtype, shape)", client.share, "s", {"z": layout})
        self.assert_type_error("a dict of (dtype, shape) by name", client.share, "s", "float32")

    def test_arrays_are_given_by_name(self):
        server = self.serve()
        client = self.connect()
        for arrays in ("z", [b"z"]):
            with self.subTest(arrays):
                self.assertIn("by name", self.assert_refused("bad_array", client.update, "s", arrays))
                self.assertIn("by name", self.assert_refused("bad_array", server.publish, "saved", None, arrays))
                self.assertIn("by name", self.assert_refused("bad_array", client.call, "echo", arrays=arrays))


class NamesTest(LinkTest):
    """What is no name is refused by the end that would send it, and by the end that gets it."""

    NAME = "wa\nve"
    SENTENCE = "is 'wa\\nve', which holds the control character U+000A"

    def test_a_name_with_a_control_character_is_refused_at_the_sender(self):
        server = self.serve()
        client, z = self.connect(), {"z": b"z"}
        for function, arguments, owner in (
            (client.call, (self.NAME,), "the command"),
            (client.subscribe, ("saved", self.NAME), "the event"),
            (client.unsubscribe, (self.NAME,), "the event"),
            (client.push_event, (self.NAME,), "the event"),
            (client.read, (self.NAME,), "the stream"),
            (client.update, (self.NAME, z), "the stream"),
            (client.send, (self.NAME, z), "the stream"),
            (client.share, (self.NAME, {"z": ("float32", 3)}), "the stream"),
        ):
            with self.subTest(function.__name__):
                sentence = self.assert_refused("bad_argument", function, *arguments)
                self.assertIn(f"the name of {owner} {self.SENTENCE}", sentence)
        for function, arguments in (
            (client.update, ("wave", {self.NAME: b"z"})),
            (client.share, ("wave", {self.NAME: ("float32", 3)})),
        ):
            self.assertIn(self.SENTENCE, self.assert_refused("bad_array", function, *arguments))
        for name in ("", "a\x7f", "a\x85", "a\u2028", "tab\t", "x" * 257, "a\0b"):
            self.assert_refused("bad_argument", client.call, name)
        self.assert_refused("unknown_command", client.call, "Größe 1 · ✓")
        self.assertEqual(server.streams.list(), [])
        self.assertEqual(client.call("add", a=1).value, 1)

    def test_an_end_refuses_to_begin_with_a_name_that_has_a_control_character(self):
        self.serve()
        for function in (gimbal_link.Server, gimbal_link.connect):
            for options in ({"name": self.NAME}, {"events": [self.NAME]}, {"commands": {self.NAME: print}}):
                with self.subTest(function.__name__, **options):
                    sentence = self.assert_refused("bad_argument", function, "test", folder=self.folder, **options)
                    self.assertIn(self.SENTENCE, sentence)
            self.assert_refused("bad_argument", function, self.folder + "/a\nb.socket")

    def test_a_name_with_a_control_character_is_refused_by_the_end_that_gets_it(self):
        server = self.serve()
        z = {"z": arrays.pack("z", b"z")}
        update = {"type": "update", "kind": "array", "frame": 1}
        with RawClient(server.addresses[0]) as raw:
            for id, (message, content) in enumerate(
                (
                    ({"type": "call", "command": self.NAME}, {}),
                    ({"type": "subscribe", "events": [self.NAME]}, {}),
                    ({"type": "read", "name": self.NAME}, {}),
                    ({"type": "unshare", "name": self.NAME}, {}),
                    ({**update, "name": self.NAME}, z),
                    ({**update, "name": "z"}, {self.NAME: z["z"]}),
                    ({"type": "event", "name": self.NAME}, {}),
                ),
                1,
            ):
                with self.subTest(message):
                    raw.say({**message, "id": id} if message["type"] != "event" else message, content)
                    answer = raw.hear("error", "result")
                    self.assertEqual(answer["code"], "bad_array" if message.get("name") == "z" else "bad_message")
                    self.assertIn(self.SENTENCE, answer["message"])
                    self.assertNotIn("name", answer)  # it is not echoed
        with RawClient(server.addresses[0], hello=None) as raw:
            raw.say({**HELLO, "name": self.NAME})
            self.assertEqual(raw.hear("error")["code"], "bad_message")


class UnknownNamesTest(LinkTest):
    """A name that is not there: the error tells what there is."""

    def test_the_error_of_an_unknown_command_has_the_names_near_it_or_those_that_there_are(self):
        server, client = self.serve(), self.connect()
        for name, end in (
            ("ad", "no command `ad`; near it: `add`"),
            ("Echo", "no command `Echo`; near it: `echo`"),
            ("cancelled", "no command `cancelled`; near it: `until_cancelled`"),
            ("nothing", "there are: `add`, `ask_back`, `echo`, `fail`, `publish`, `until_cancelled`, `wait_sum`"),
        ):
            self.assertTrue(self.assert_refused("unknown_command", client.call, name).endswith(end))
        for n in range(10):
            server.command(f"x{n}")(lambda request: None)
        self.assertTrue(self.assert_refused("unknown_command", client.call, "nothing").endswith("`x4` and 5 more"))
        self.assertTrue(
            self.assert_refused("unknown_command", server.peers[0].call, "add").endswith("`add`; there is none")
        )

    def test_a_subscription_to_an_event_that_is_not_announced_is_an_error_with_those_that_are(self):
        server, client = self.serve(), self.connect()
        self.assertTrue(self.assert_refused("unknown_event", client.subscribe, "save").endswith("near it: `saved`"))
        sentence = self.assert_refused("unknown_event", client.subscribe, "saved", "nothing")
        self.assertEqual(sentence, "there is no event `nothing`; there are: `saved`")
        self.assertEqual(server.publish("saved"), 0)  # all or nothing


class MeshTest(LinkTest):
    """What is no mesh is refused by the end that would send it, because the other one may only warn its own user."""

    def assert_no_mesh(self, sentence, content, *, kinds=(None, "mesh", "positions")):
        client = self.client
        for kind in kinds:
            with self.subTest(kind=kind):
                self.assertIn(sentence, self.assert_refused("bad_array", client.update, "m", content, kind))
                self.assertIn(sentence, self.assert_refused("bad_array", client.send, "m", content, kind))

    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.client = self.connect()

    def test_an_array_that_no_mesh_has_is_refused_with_the_names_that_there_are(self):
        names = "it has positions, faces, offsets, triangles, lines, colours"
        content = {**triangle(), "colors": b"c"}
        self.assert_no_mesh(f"a mesh has no array `colors`; {names}", content)
        layouts = {"positions": ("float32", (3, 3)), "normal": ("float32", (3, 3))}
        self.assertIn("no array `normal`", self.assert_refused("bad_array", self.client.share, "m", layouts))
        with self.assertRaisesRegex(TypeError, f"a mesh has no array 'colors'; {names}"):
            gimbal_link.mesh_arrays([[0, 0, 0]], colors=[[1, 1, 1, 1]])
        self.client.send("m", content, "array")  # those are free

    def test_a_vertex_number_out_of_range_is_refused_with_the_number_and_the_count(self):
        for numpy in (arrays.numpy(), None):
            for bad in (3, -1, 2**31 - 1):
                with self.subTest(bad=bad, numpy=numpy), mock.patch.object(arrays, "numpy", lambda numpy=numpy: numpy):
                    content = {**triangle(), "triangles": shaped("i", [0, 1, 2, 0, bad, 1], 3)}
                    self.assert_no_mesh(f"`triangles` holds vertex {bad}, but `positions` has 3", content)
        self.assert_no_mesh("`lines` holds vertex 4", {**triangle(), "lines": shaped("i", [0, 4], 2)})
        faces = {"positions": triangle()["positions"], "faces": array.array("i", [0, 1, 7])}
        self.assert_no_mesh("`faces` holds vertex 7", {**faces, "offsets": array.array("i", [0, 3])})
        self.assertEqual(self.server.streams.list(), [])
        self.client.send("m", triangle())


if __name__ == "__main__":
    unittest.main()
