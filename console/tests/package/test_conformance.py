"""The example `conformance`: the test program of a host, from the installed package."""
import os
import re
import subprocess
import tempfile
import unittest


class ConformanceTest(unittest.TestCase):
    def test_every_check_prints_its_line_and_none_fails(self):
        program = os.environ["EXAMPLE"]
        listed = subprocess.run([program, "--list"], capture_output=True, text=True, check=True).stdout
        names = [line.split()[0] for line in listed.splitlines()]
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "TMPDIR": folder}
            done = subprocess.run([program, "--quick"], capture_output=True, text=True, timeout=580, env=environment)
            self.assertEqual(os.listdir(folder), [], "what is left behind")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        printed = re.findall(r"^(?:passed|skipped) +\d* +(\w+) +\w.*: .*\w", done.stdout, re.M)
        self.assertEqual(printed, names, done.stdout)
        self.assertRegex(done.stdout, r"\d+ passed, \d skipped, 0 failed\n$")


if __name__ == "__main__":
    unittest.main()
