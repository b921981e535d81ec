"""The same script writes the same files in python3, headless and in the window."""
import os
import subprocess
import sys
import tempfile
import unittest

from plain_python import DEADLINE_S, EXAMPLES, PROGRAM, PlainPythonTest, clean_environment, install_wheel

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "window"))
from window import Display  # noqa: E402

SAVE = """\
import os, runpy, sys
import gimbal
gimbal.scene.clear()
runpy.run_path(sys.argv[1], run_name="__main__")
for name in sys.argv[3:]:
    gimbal.io.save(os.path.join(sys.argv[2], name))
gimbal.view.screenshot(os.path.join(sys.argv[2], "all.png"), 320, 200)
gimbal.app.quit()
"""
FILES = ("all.ply", "all.obj", "all.stl", "all.off", "all.glb")


def _difference(found: bytes, expected: bytes) -> str:
    bytes_that_differ = sum(one != other for one, other in zip(found, expected, strict=False))
    return f"{len(found)} bytes, not {len(expected)}; {bytes_that_differ} differ"


class SameFiles(PlainPythonTest):
    def test_three_examples_imported_headless_and_in_the_window(self):
        self.python = install_wheel(os.path.join(self.folder, "venv"))
        script = self.script(SAVE)
        display = Display()
        self.addCleanup(display.close)
        for example in ("01_emblem.py", "02_waves.py", "05_knot_levels.py"):
            imported = self.files_of(lambda *a: self.run_python(*a, variables={"PYTHONPATH": ""}), script, example)
            headless = self.files_of(lambda *a: self.run_gimbal("--headless", *a), script, example)
            window = self.files_of(lambda *a: self.run_in_window(display, *a), script, example)
            for name in FILES:
                for place, files in (("headless", headless), ("window", window)):
                    with self.subTest(example=example, name=name, place=place):
                        self.assertTrue(files[name] == imported[name], _difference(files[name], imported[name]))
            self.assertTrue(imported["all.png"] == headless["all.png"], example)

    def files_of(self, run, script: str, example: str) -> dict[str, bytes]:
        folder = tempfile.mkdtemp(dir=self.folder)
        code, _, err = run(script, os.path.join(EXAMPLES, example), folder, *FILES)
        self.assertEqual((code, err), (0, ""))
        contents = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                contents[name] = file.read()
        self.assertEqual(set(contents), {*FILES, "all.png"})
        return contents

    def run_in_window(self, display: Display, *arguments: str) -> tuple[int, str, str]:
        command = [PROGRAM, "--user-dir", tempfile.mkdtemp(dir=self.folder), "--safe-mode", *arguments]
        environment = {**clean_environment(), "DISPLAY": display.environment["DISPLAY"]}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=DEADLINE_S)
        return done.returncode, done.stdout, done.stderr


if __name__ == "__main__":
    unittest.main()
