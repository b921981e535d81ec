"""The example `with_pybind11`: a program whose module is written with pybind11."""
import os
import subprocess
import unittest


class WithPybind11Test(unittest.TestCase):
    def output_of(self, source, exit_code=0):
        done = subprocess.run([os.environ["EXAMPLE"], source], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, exit_code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_classes_and_functions_work(self):
        self.assertEqual(
            self.output_of("import shapes\nprint(shapes.Circle(1).area, shapes.sum_of_areas(shapes.Circle(1), 2))"),
            "3.141592653589793 6.283185307179586\n",
        )

    def test_a_callback_may_use_the_module(self):
        self.assertEqual(self.output_of("import shapes\nshapes.each(2, lambda c: print(c.radius))"), "1.0\n2.0\n")

    def test_a_cpp_exception_is_a_python_error(self):
        self.assertIn("ValueError: radius must be above 0\n", self.output_of("import shapes\nshapes.Circle(-1)", 1))

    def test_a_python_error_crosses_cpp(self):
        self.assertIn("KeyError: 'x'\n", self.output_of("import shapes\nshapes.each(1, lambda c: {}['x'])", 1))

    def test_objects_that_live_on_at_the_end_do_not_crash_it(self):
        self.assertEqual(self.output_of("import shapes, builtins\nbuiltins.kept = shapes.Circle(1)"), "")


if __name__ == "__main__":
    unittest.main()
