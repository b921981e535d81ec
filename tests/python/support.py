"""Shared by the tests: an empty scene, a temporary folder, the program in another process, waiting with a deadline."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import gimbal


class NoNumpy:
    """Replaces numpy if the embedded Python has none. A test that uses it is skipped with a message."""

    def __getattr__(self, name):
        need_numpy()


try:
    import numpy
except ModuleNotFoundError:
    if sys.base_prefix == "/usr":  # the system's Python must have it (third_party/packages.txt)
        raise
    numpy = NoNumpy()


def need_numpy():
    """Skip the test if the program that it starts cannot import numpy."""
    if isinstance(numpy, NoNumpy):
        raise unittest.SkipTest(f"the Python in {sys.base_prefix} has no numpy")


PROGRAM = os.path.join(os.path.dirname(sys.executable), "gimbal")
DEADLINE_SECONDS = 120


def undo_own():
    """Undo what this run has done so far. All tests of a file are one run."""
    gimbal.app.end_step()
    return gimbal.app.undo()


class SceneTest(unittest.TestCase):
    """Starts with an empty scene and a temporary folder."""

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
    """Wait for a condition, with a deadline."""
    limit = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"{what} did not come within {DEADLINE_SECONDS} s")
        time.sleep(0.002)


def run_program(user_dir, code, *options):
    """Run `gimbal --headless -c code` with its own user folder. Returns the finished process with its output."""
    return subprocess.run(
        [PROGRAM, "--user-dir", user_dir, *options, "--headless", "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
