"""The example `timers`: a script with a time limit, and timers beside it."""
import os
import subprocess
import tempfile
import unittest


class TimersTest(unittest.TestCase):
    def run_script(self, source, milliseconds):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
            script.write(source)
            script.flush()
            command = [os.environ["EXAMPLE"], script.name, str(milliseconds)]
            return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def test_a_script_that_does_not_end_is_stopped_by_a_timer(self):
        done = self.run_script("while True: unused = bytes(1000)", 500)
        self.assertEqual((done.stdout, done.returncode), ("stopped after a while\n", 1))
        self.assertIn("KeyboardInterrupt", done.stderr)

    def test_a_script_has_timers_of_its_own(self):
        done = self.run_script(
            "import threading\nfrom gimbal_console import timers\nticks, enough = [], threading.Event()\n"
            "@timers.every(0.02)\ndef tick():\n    ticks.append(1)\n    if len(ticks) == 5: enough.set()\n"
            "enough.wait()\ntick.cancel()\nprint('ticked')\n",
            100_000,
        )
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("ticked\ndone after a while\n", "", 0))


if __name__ == "__main__":
    unittest.main()
