"""What the tests share: an empty scene, a folder of their own, the program in a process of its own, waiting with a deadline."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import gimbal


class NoNumpy:
    """In the place of numpy where the Python embedded has none: the test that uses it is skipped, and says so."""

    def __getattr__(self, name):
        need_numpy()


try:
    import numpy
except ModuleNotFoundError:
    if sys.base_prefix == "/usr":  # the system's own has it (third_party/packages.txt)
        raise
    numpy = NoNumpy()


def need_numpy():
    """Skip the test where what it runs would not find numpy."""
    if isinstance(numpy, NoNumpy):
        raise unittest.SkipTest(f"the Python in {sys.base_prefix} has no numpy")


PROGRAM = os.path.join(os.path.dirname(sys.executable), "gimbal")
DEADLINE_SECONDS = 30


class SceneTest(unittest.TestCase):
    """Begins with an empty scene and has a folder that goes away."""

    def setUp(self):
        gimbal.scene.clear()
        self.folder = tempfile.mkdtemp(prefix="gimbal-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        path = self.path(*name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path


def wait_until(condition, what="the condition"):
    """Wait for a condition, with a deadline; never for a time."""
    limit = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"{what} did not come within {DEADLINE_SECONDS} s")
        time.sleep(0.002)


def run_program(user_dir, code, *options):
    """`gimbal --headless -c code` with its own user folder; gives the finished process with its text."""
    return subprocess.run([PROGRAM, "--user-dir", user_dir, *options, "--headless", "-c", code],
                          capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
