"""The example `native_module`: a program with a Python module of its own."""
import ast
import os
import signal
import subprocess
import tempfile
import unittest


class NativeModuleTest(unittest.TestCase):
    def start(self, source):
        script = tempfile.NamedTemporaryFile("w", suffix=".py")
        script.write(source)
        script.flush()
        self.addCleanup(script.close)
        process = subprocess.Popen(
            [os.environ["EXAMPLE"], script.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_other_threads_run_during_a_long_call(self):
        process = self.start(
            "import native, threading\n"
            "stop = threading.Event()\n"
            "counted = 0\n"
            "def count():\n"
            "    global counted\n"
            "    while not stop.is_set(): counted += 1\n"
            "other = threading.Thread(target=count)\n"
            "other.start()\n"
            "before = counted\n"
            "print(native.count_primes(200_000), counted - before > 1000)\n"
            "stop.set()\n"
            "other.join()\n"
        )
        self.assertEqual(process.communicate(timeout=120)[0], "17984 True\n")

    def test_ctrl_c_ends_a_long_call_and_the_script_goes_on(self):
        process = self.start(
            "import native\n"
            "try:\n"
            "    print('begun')\n"
            "    native.count_primes(10**15)\n"
            "except KeyboardInterrupt:\n"
            "    print('stopped')\n"
        )
        self.assertEqual(process.stdout.readline(), "begun\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=120), ("stopped\n", None))
        self.assertEqual(process.returncode, 0)

    def test_nothing_runs_behind_a_call_that_was_stopped(self):
        for _ in range(10):
            process = self.start("import native\nprint('begun')\nnative.count_primes(10**15)\nprint('went on')\n")
            self.assertEqual(process.stdout.readline(), "begun\n")
            process.send_signal(signal.SIGINT)
            output = process.communicate(timeout=120)[0]
            self.assertIn("KeyboardInterrupt", output)
            self.assertNotIn("went on", output)

    def test_an_error_names_the_function_the_parameter_and_the_range(self):
        process = self.start("import native\nnative.count_primes(-1)\n")
        self.assertIn(
            "ValueError: count_primes(): limit is -1, which is not at least 0\n", process.communicate(timeout=120)[0]
        )

    def test_signatures_docs_and_stub_are_made_from_the_rows(self):
        process = self.start("import inspect, native as n\nprint(inspect.signature(n.tick), n.show.__doc__[:13])\n")
        self.assertEqual(process.communicate(timeout=120)[0], "(callback, count, /) Show the text\n")
        done = subprocess.run([os.environ["EXAMPLE"], "--stub"], capture_output=True, text=True, timeout=120)
        functions = [node for node in ast.parse(done.stdout).body if isinstance(node, ast.FunctionDef)]
        self.assertEqual([function.name for function in functions], ["count_primes", "tick", "show"])
        self.assertIn("def count_primes(limit: int, /) -> int:", done.stdout)

    def test_a_native_thread_calls_back(self):
        process = self.start(
            "import native, threading\n"
            "got, done = [], threading.Event()\n"
            "def tick(n):\n"
            "    got.append(n)\n"
            "    if n == 4: done.set()\n"
            "native.tick(tick, 5)\n"
            "print(done.wait(100), got)\n"
        )
        self.assertEqual(process.communicate(timeout=120)[0], "True [0, 1, 2, 3, 4]\n")

    def test_an_error_in_a_callback_is_printed(self):
        process = self.start(
            "import native, threading\n"
            "done = threading.Event()\n"
            "def tick(n):\n"
            "    if n == 1: done.set()\n"
            "    else: raise ValueError('in a callback')\n"
            "native.tick(tick, 2)\n"
            "print(done.wait(100))\n"
        )
        self.assertIn("ValueError: in a callback\n", process.communicate(timeout=120)[0])

    def test_a_script_can_end_while_a_native_thread_still_calls(self):
        process = self.start("import native\nnative.tick(print, 10**9)\n")
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0)

    def test_an_event_reaches_the_loop_of_the_program(self):
        process = self.start("import native\nnative.show('h\\u00e9llo')\n")
        self.assertEqual(process.communicate(timeout=120)[0], "shown: h\u00e9llo\n")

    def test_text_that_is_not_utf_8_is_an_error_of_the_script(self):
        process = self.start("import native\nnative.show('\\ud800')\n")
        self.assertIn("ValueError: show(): text is '\\ud800'", process.communicate(timeout=120)[0])
        self.assertEqual(process.returncode, 1)


if __name__ == "__main__":
    unittest.main()
