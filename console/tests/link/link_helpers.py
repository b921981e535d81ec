"""What the tests of the live link share, in the console and in the program."""
import array
import os
import sys
import time

sys.path.insert(0, os.environ.get("GIMBAL_CONSOLE", os.path.join(os.path.dirname(__file__), "..", "..")))

import gimbal_link  # noqa: E402  the tree's own

# Seconds; generous, because the machine may be busy.
DEADLINE = float(os.environ.get("GIMBAL_LINK_TEST_SECONDS", "120"))


def wait_for(condition, what):
    end = time.monotonic() + DEADLINE
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {DEADLINE:g} s for {what}")
        time.sleep(0.002)
    return value


def shaped(code, numbers, columns):
    view = memoryview(array.array(code, numbers))
    return view.cast("B").cast(code, (len(numbers) // columns, columns))


def triangle(height=0.0):
    """The arrays of a mesh."""
    positions = shaped("f", [0, 0, height, 1, 0, height, 0, 1, height], 3)
    return {"positions": positions, "triangles": shaped("i", [0, 1, 2], 3)}


class RefusalTest:
    """A part of a test case."""

    def assert_refused(self, code, function, *arguments, **options):
        """Returns the sentence of the error."""
        with self.assertRaises(gimbal_link.LinkError) as caught:
            function(*arguments, **options)
        self.assertEqual(caught.exception.code, code, caught.exception)
        return str(caught.exception)

    def assert_ends(self, stream_store, name, serial=0):
        """Reads a stream to its end; the last frame stays."""

        def read_on():
            nonlocal serial
            while True:
                serial = stream_store.wait_for(name, serial, DEADLINE).serial

        self.assert_refused("ended", read_on)
        self.assertEqual(stream_store.latest(name).serial, serial)
