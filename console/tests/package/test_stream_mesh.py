"""The example `stream_mesh`: a C++ program streams a mesh to a Python server."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ["PREFIX"]) / "share/gimbal_console/python"))
import gimbal_link


class StreamMeshTest(unittest.TestCase):
    def test_it_streams_a_mesh_and_the_last_frame_arrives(self):
        with tempfile.TemporaryDirectory() as folder, gimbal_link.Server(f"{folder}/s.socket", folder=folder) as server:
            done = subprocess.run([os.environ["EXAMPLE"], f"{folder}/s.socket", "20"], capture_output=True, timeout=120)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            frame = server.streams.latest("wave")
            self.assertEqual(memoryview(frame.arrays["positions"]).shape, (40000, 3))
            self.assertEqual(memoryview(frame.arrays["triangles"]).shape, (199 * 199 * 2, 3))
            self.assertEqual(frame.frame, 21)

    def test_without_a_server_it_says_where_nobody_listens(self):
        done = subprocess.run(
            [os.environ["EXAMPLE"], "/tmp/nobody.socket"], capture_output=True, text=True, timeout=120
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn("nobody listens at /tmp/nobody.socket", done.stderr)


if __name__ == "__main__":
    unittest.main()
