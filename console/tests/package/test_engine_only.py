"""The example `engine_only`: a command-line program that runs a script."""
import os
import signal
import subprocess
import tempfile
import unittest

from driven import ENDLESS_LOOP

SOURCE = """import asyncio, sys, _socket
print(sys.executable)
print(await asyncio.sleep(0, 6 * 7))"""


class EngineOnlyTest(unittest.TestCase):
    def run_program(self, *arguments, **options):
        return subprocess.run(
            [os.environ["EXAMPLE"], *arguments], capture_output=True, text=True, timeout=120, **options
        )

    def script(self, source):
        file = tempfile.NamedTemporaryFile("w", suffix=".py")
        self.addCleanup(file.close)
        file.write(source)
        file.flush()
        return file.name

    def test_it_runs_code_with_the_installed_python_half(self):
        # asyncio needs the Python half, and an extension module needs the right CPython.
        done = self.run_program("-c", SOURCE)
        launcher = os.environ["PREFIX"] + "/libexec/gimbal_console/python"
        self.assertEqual((done.stdout, done.returncode), (launcher + "\n42\n", 0), done.stderr)

    def test_a_script_has_its_arguments_its_streams_and_its_exit_code(self):
        script = self.script("import sys\nprint(sys.argv[1:])\nprint('wrong', file=sys.stderr)\nsys.exit(7)\n")
        done = self.run_program(script, "one", "two")
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("['one', 'two']\n", "wrong\n", 7))

    def test_an_error_is_printed_and_the_exit_code_is_1(self):
        done = self.run_program(self.script("1 / 0\n"))
        self.assertIn("ZeroDivisionError", done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_input_ends_instead_of_waiting_for_ever(self):
        done = self.run_program(self.script("input('? ')\n"))
        self.assertIn("EOFError", done.stderr)

    def test_a_missing_script_is_an_error(self):
        done = self.run_program("/nowhere/script.py")
        self.assertIn("/nowhere/script.py", done.stderr + done.stdout)
        self.assertEqual(done.returncode, 1)

    def test_sigterm_ends_a_script_that_does_not_end(self):
        script = self.script(f"print('begun')\n{ENDLESS_LOOP}\n")
        with subprocess.Popen([os.environ["EXAMPLE"], script], stdout=subprocess.PIPE, text=True) as process:
            self.addCleanup(process.kill)
            self.assertEqual(process.stdout.readline(), "begun\n")
            process.terminate()
            self.assertEqual(process.wait(120), 0)  # an end in order, as the engine reports it


if __name__ == "__main__":
    unittest.main()
