"""A table of bound functions as an extension of a plain python3. usage: test_bound_extension.py FOLDER"""
import array
import ast
import importlib.util
import inspect
import pathlib
import pickle
import subprocess
import sys
import tempfile
import threading
import unittest
import weakref

FOLDER = sys.argv.pop(1)
sys.path.insert(0, FOLDER)

import bound_extension as bound  # noqa: E402

# The module of sub-interpreters has had three names.
try:
    import _interpreters as interpreters
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        interpreters = None

USE = f"""
import sys
sys.path.insert(0, {FOLDER!r})
import bound_extension as bound
c = bound.Counter(2)
assert c.add(3) == 5 and bound.divide(7, 2) == 3 and bound.adder(2)(3) == 5
try: bound.divide(1, 0)
except bound.Broken: pass
"""


class BoundExtensionTest(unittest.TestCase):
    def test_functions_convert_check_and_have_signatures(self):
        self.assertEqual((bound.divide(7, b=2), bound.divide(7), bound.answer), (3, 7, 42))
        self.assertEqual(str(inspect.signature(bound.divide)), "(a, b=1)")
        with self.assertRaisesRegex(TypeError, r"^divide\(\): a is 'x', a str, not an int$"):
            bound.divide("x")
        with self.assertRaisesRegex(bound.Broken, "^division by zero$"):
            bound.divide(1, 0)
        self.assertIs(pickle.loads(pickle.dumps(bound.divide)), bound.divide)

    def test_an_instance_counts_and_is_freed(self):
        counter = bound.Counter()
        self.assertEqual((counter.add(), counter.add(amount=2), counter.count), (1, 3, 3))
        with self.assertRaisesRegex(ValueError, r"^Counter\.add\(\): amount is 0, which is not at least 1$"):
            counter.add(0)
        gone = weakref.ref(counter)
        del counter
        self.assertIsNone(gone())

    def test_a_daemon_thread_in_a_call_does_not_disturb_the_end_of_python(self):
        code = (
            "import threading, time\nbegun = threading.Event()\n"
            "def slow(x):\n    begun.set()\n    while True: time.sleep(0.001)\n"
            "threading.Thread(target=bound.call, args=(slow, 1), daemon=True).start()\nbegun.wait()\n"
        )
        for _ in range(10):
            ended = subprocess.run([sys.executable, "-c", USE + code], capture_output=True, text=True, timeout=120)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_threads_meet_in_a_call_that_releases_the_gil(self):
        threads = [threading.Thread(target=bound.meet, args=(4,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(any(thread.is_alive() for thread in threads))

    def test_callables_are_made_called_and_freed_on_any_thread(self):
        made = []

        def make():
            made.extend(bound.adder(n) for n in range(1000))

        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        self.assertEqual(sum(function(1) for function in made), 500500)
        self.assertEqual(bound.call(made[5], 2), 7)
        made.clear()
        before = sys.getallocatedblocks()
        for n in range(20_000):
            bound.adder(n)
        self.assertLess(sys.getallocatedblocks() - before, 1000)

    def test_objects_that_a_function_has_taken_are_released(self):
        numbers, other = array.array("d", [1, 2, 3]), object()
        for _ in range(1000):
            self.assertEqual(bound.length(numbers, other), 3)
        numbers.append(4)  # refused while a buffer of it is in use
        self.assertLess(sys.getrefcount(other), 10)

    def test_a_module_that_is_imported_again_has_the_same_types(self):
        kept = bound.Counter(1)
        old = sys.modules.pop("bound_extension")
        import bound_extension as again

        sys.modules["bound_extension"] = old
        self.assertIsNot(again, bound)
        self.assertIs(type(kept), again.Counter)
        with self.assertRaises(again.Broken):
            bound.divide(1, 0)

    def test_the_stub_is_valid_python(self):
        names = [node.name for node in ast.parse(bound.stub()).body if hasattr(node, "name")]
        self.assertEqual(names, ["Broken", "Counter", "divide", "meet", "adder", "call", "length", "stub"])

    @unittest.skipUnless(importlib.util.find_spec("mypy"), "mypy is not installed")
    def test_mypy_accepts_the_stub(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "bound_extension.pyi").write_text(bound.stub())
            done = subprocess.run(
                [sys.executable, "-m", "mypy", "--strict", "bound_extension.pyi"],
                cwd=folder, capture_output=True, text=True, timeout=300,
            )
            self.assertEqual(done.returncode, 0, done.stdout)

    @unittest.skipUnless(interpreters, "this python3 has no module of sub-interpreters")
    def test_each_sub_interpreter_has_its_own_module(self):
        for _ in range(5):
            one = interpreters.create()
            error = interpreters.run_string(one, USE + f"assert id(bound) != {id(bound)}\n")
            self.assertIsNone(error)
            interpreters.destroy(one)
        self.assertEqual(bound.Counter(1).add(), 2)

    def test_the_program_ends_with_objects_of_the_extension_alive(self):
        ended = subprocess.run(
            [sys.executable, "-c", USE + "sys.kept = bound.adder(1), bound.Counter()\nprint('end')"],
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "end\n", ""))


if __name__ == "__main__":
    unittest.main()
