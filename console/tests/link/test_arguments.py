"""What a caller of the Python package gets for an argument of the wrong type."""
import unittest

from link_support import LinkTest

import gimbal_link


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


if __name__ == "__main__":
    unittest.main()
