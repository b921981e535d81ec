"""The example `interpreters`: native threads that compute in sub-interpreters."""
import os
import subprocess
import unittest


class InterpretersTest(unittest.TestCase):
    def test_threads_fill_one_array_in_interpreters_of_their_own(self):
        done = subprocess.run([os.environ["EXAMPLE"], "3"], capture_output=True, text=True, timeout=300)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        first, *parts, last = done.stdout.splitlines()
        self.assertIn(first, ("each interpreter has its own GIL",
                              "each interpreter has the GIL of the main interpreter"))
        self.assertEqual(sorted(parts), ["[part 0] filled 0 to 6665", "[part 1] filled 6666 to 13332",
                                         "[part 2] filled 13333 to 19999"])
        self.assertEqual(last, f"the last is {float(sum(k * k for k in range(999)))}")

    def test_it_says_how_it_is_used(self):
        done = subprocess.run([os.environ["EXAMPLE"]], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (2, "usage: interpreters THREADS\n"))


if __name__ == "__main__":
    unittest.main()
