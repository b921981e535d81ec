"""The window starts whatever has happened to the user's folder, and closes."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from window import PROGRAM, Display, Window, wait_for

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "python"))
import damaged_folders  # noqa: E402

WINDOW_PLACES = (
    "settings.toml",
    "history",
    "sessions",
    "half-typed",
    "half-typed/1-1",
    "sessions/2026-01-01-000000-1/journal",
)
WAYS = (damaged_folders.pipe, damaged_folders.endless, damaged_folders.dotted_toml, damaged_folders.noise)


class DamagedFolder(unittest.TestCase):
    def test_the_window_opens_and_closes(self):
        display = Display()
        self.addCleanup(display.close)
        for place in WINDOW_PLACES:
            for how in WAYS:
                with self.subTest(place=place, how=how.__name__):
                    folder = tempfile.mkdtemp(prefix="gimbal-damaged-")
                    self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
                    damaged_folders.damage(os.path.join(folder, "user"), place, how)
                    window = Window(display, folder)
                    self.addCleanup(window.kill)
                    window.run("print('all ' + 'well')")
                    window.wait_for_row("all well")
                    window.ask_to_close()
                    self.assertEqual(window.exit_code(), 0)

    def test_the_inspect_socket_never_replaces_a_file(self):
        display = Display()
        self.addCleanup(display.close)
        folder = tempfile.mkdtemp(prefix="gimbal-socket-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, "precious")
        with open(path, "w") as file:
            file.write("work")
        done = subprocess.run(
            [PROGRAM, "--user-dir", os.path.join(folder, "user"), "--safe-mode", "--inspect-socket", path],
            env=display.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(path, done.stderr)
        with open(path) as file:
            self.assertEqual(file.read(), "work")

    def test_a_client_that_reads_no_replies_does_not_hold_up_the_end(self):
        display = Display()
        self.addCleanup(display.close)
        folder = tempfile.mkdtemp(prefix="gimbal-socket-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        window = Window(display, folder)
        self.addCleanup(window.kill)
        self.assertEqual(os.stat(window.socket_path).st_mode & 0o777, 0o600)
        window.connection.setblocking(False)
        request = b"rows console\n" * 1000
        try:
            for _ in range(200):
                window.connection.send(request)
        except BlockingIOError:
            pass  # the window waits for us to read
        window.ask_to_close()
        self.assertEqual(window.exit_code(), 0)
        wait_for(lambda: not os.path.exists(window.socket_path), "the end of the socket")


if __name__ == "__main__":
    unittest.main()
