"""The installed program is built so that memory errors are hard to exploit, and only its owner can write it."""

import os
import stat
import subprocess
import tempfile
import unittest

from program import PROGRAM, SANITIZER, clean_environment

BUILD = os.path.dirname(PROGRAM)


def readelf(path, *options):
    return subprocess.run(["readelf", "-W", *options, path], capture_output=True, text=True, check=True).stdout


def binaries(folder):
    """The executables and libraries below the folder."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


class Installed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.prefix = os.path.join(folder.name, "prefix")
        before = os.umask(0)
        try:
            install = ["cmake", "--install", BUILD, "--prefix", self.prefix]
            subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        finally:
            os.umask(before)
        self.found = {os.path.basename(path): path for path in binaries(self.prefix)}
        self.assertLessEqual({"gimbal", "python", "gimbal_window.so"}, set(self.found))

    def test_tables_are_read_only_and_the_stack_runs_no_code(self):
        for name, path in self.found.items():
            with self.subTest(name=name):
                segments, dynamic = readelf(path, "-l"), readelf(path, "-d")
                self.assertIn("GNU_RELRO", segments)
                self.assertRegex(dynamic, r"BIND_NOW|Flags:.*NOW")
                (stack,) = [line for line in segments.splitlines() if "GNU_STACK" in line]
                self.assertNotIn("E", stack.split()[6])
                if not name.endswith(".so"):
                    self.assertIn("PIE", dynamic)
                if not SANITIZER and name != "python":  # its only function has no array
                    self.assertIn("__stack_chk_fail", readelf(path, "--dyn-syms"))

    def test_nobody_else_can_write_it_and_it_names_no_build_folder(self):
        for place, folders, files in os.walk(self.prefix):
            for name in (*folders, *files):
                mode = os.lstat(os.path.join(place, name)).st_mode
                if stat.S_ISLNK(mode):
                    continue  # its own mode means nothing
                self.assertFalse(mode & (stat.S_IWGRP | stat.S_IWOTH), os.path.join(place, name))
        for path in self.found.values():
            self.assertNotRegex(readelf(path, "-d"), r"R(UN)?PATH.*\[/")

    def test_it_loads_only_its_own_libraries(self):
        self.assertEqual(self.run_it("print('installed')"), "installed\n")
        os.remove(self.found["gimbal_window.so"])
        said = self.run_it("import gimbal; gimbal.view.screenshot()")
        self.assertIn("gimbal_window.so", said)  # the one in the build folder was not loaded
        self.assertIn("is missing", said)

    def run_it(self, code):
        with tempfile.TemporaryDirectory() as user_dir:
            return subprocess.run(
                [self.found["gimbal"], "--user-dir", user_dir, "--headless", "-c", code],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                env=clean_environment(),
            ).stdout


if __name__ == "__main__":
    unittest.main()
