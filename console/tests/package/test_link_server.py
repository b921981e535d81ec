"""The example `link_server`: Python calls a C++ program."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ["PREFIX"]) / "share/gimbal_console/python"))
import gimbal_link


class LinkServerTest(unittest.TestCase):
    def test_python_calls_it_and_sends_a_mesh(self):
        with tempfile.TemporaryDirectory() as folder:
            server = subprocess.Popen(
                [os.environ["EXAMPLE"], f"{folder}/s.socket"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self.addCleanup(server.wait)
            self.addCleanup(server.kill)
            self.assertEqual(server.stdout.readline(), f"listens at {folder}/s.socket\n")
            with gimbal_link.connect(f"{folder}/s.socket", name="script") as client:
                self.assertEqual(client.call("add", a=2, b=0.5).value, 2.5)
                client.send("point", {"positions": memoryview(bytes(12)).cast("f", (1, 3))})
                self.assertEqual(server.stdout.readline(), "script is here\n")
                self.assertEqual(server.stdout.readline(), "point 1: 1 vertices\n")
            server.communicate(timeout=120)
            self.assertEqual(server.returncode, 0)


if __name__ == "__main__":
    unittest.main()
