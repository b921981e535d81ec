"""The example `engine_only`: a command-line program that runs its argument."""
import os
import subprocess
import unittest

SOURCE = """import asyncio, sys, _socket
print(sys.executable)
print(await asyncio.sleep(0, 6 * 7))"""


class EngineOnlyTest(unittest.TestCase):
    def test_it_runs_its_argument_with_the_installed_python_half(self):
        # asyncio needs the Python half, and an extension module needs the right CPython.
        done = subprocess.run([os.environ["EXAMPLE"], SOURCE], capture_output=True, text=True, timeout=120)
        launcher = os.environ["PREFIX"] + "/libexec/gimbal_console/python"
        self.assertEqual((done.stdout, done.returncode), (launcher + "\n42\n", 0), done.stderr)


if __name__ == "__main__":
    unittest.main()
