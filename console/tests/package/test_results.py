"""The example `results`: a program that uses what a script computes."""
import os
import subprocess
import tempfile
import unittest

SCRIPT = """import array, time
name = "island"
heights = array.array("d", [1, 2.5, 0])
def areas(steps):
    print("computes", steps)
    return {"north": 2 * steps, "south": 0.5}
"""


class ResultsTest(unittest.TestCase):
    def run_script(self, source):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
            script.write(source)
            script.flush()
            return subprocess.run([os.environ["EXAMPLE"], script.name], capture_output=True, text=True, timeout=120)

    def test_values_arrays_and_functions_of_a_script_are_used(self):
        done = self.run_script(SCRIPT)
        self.assertEqual(
            done.stdout,
            "island: 3 heights, the highest is 2.5\n"
            "computes 1\n1 steps: north has 2\n1 steps: south has 0.5\n"
            "computes 1000\n1000 steps: north has 2000\n1000 steps: south has 0.5\n",
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_wrong_value_names_itself_its_place_and_what_is_wanted(self):
        done = self.run_script(SCRIPT.replace("0.5", "'half'"))
        self.assertEqual(
            done.stderr, "TypeError: the value of 'south' in the dict is 'half', a str, not a float\n"
        )
        self.assertEqual(done.returncode, 1)

    def test_an_error_of_the_script_is_one_of_the_program(self):
        self.assertEqual(self.run_script(SCRIPT + "name = undefined\n").returncode, 0)  # printed; `name` stays
        self.assertIn("NameError: name 'heights' is not defined", self.run_script("name = None\n").stderr)

    def test_a_call_that_does_not_end_is_ended_at_its_deadline(self):
        done = self.run_script(SCRIPT.replace('print("computes", steps)', "while steps > 1: pass"))
        self.assertIn("1 steps: north", done.stdout)
        self.assertIn("has not ended within its deadline of 2000 ms", done.stderr)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
