"""The Python API of interpreters. Runs in an engine of the console."""
import pickle
import queue
import sys
import threading
import time
import unittest

from gimbal_console import interpreters


def twice(x):
    return 2 * x


def greet(name, *, mark="!"):
    return "hello " + name + mark


def put_next(x):
    done.put(x + 1)  # noqa: F821  # of the interpreter


class InterpreterTest(unittest.TestCase):
    def setUp(self):
        self.one = interpreters.create(name="one")

    def tearDown(self):
        self.one.close(10)

    def test_there_is_a_main_one_and_each_knows_itself(self):
        self.assertEqual(interpreters.get_main().id, 0)
        self.assertEqual(interpreters.get_current(), interpreters.get_main())
        self.assertIn(self.one, interpreters.list_all())
        self.one.exec("from gimbal_console import interpreters\nmine = interpreters.get_current().id")
        self.one.prepare_main(expected=self.one.id)
        self.one.exec("assert mine == expected, mine")
        self.assertEqual(self.one, interpreters.Interpreter(self.one.id))
        self.assertEqual(repr(self.one), f"Interpreter({self.one.id})")
        self.assertTrue(interpreters.get_main().is_running())

    def test_the_main_one_takes_no_code(self):
        with self.assertRaisesRegex(interpreters.InterpreterError, "the main interpreter takes no code from here"):
            interpreters.get_main().exec("1")

    def test_exec_runs_code_in_its_main(self):
        self.one.exec("x = 6")
        self.one.exec("y = x * 7")
        self.assertEqual(self.one.call(eval, "y"), 42)

    def test_an_error_in_it_is_execution_failed_with_its_traceback(self):
        with self.assertRaises(interpreters.ExecutionFailed) as caught:
            self.one.exec("def f():\n    raise ValueError('bad')\nf()\n")
        info = caught.exception.excinfo
        self.assertEqual((info.type.__name__, info.msg, info.formatted), ("ValueError", "bad", "ValueError: bad"))
        self.assertIn("raise ValueError('bad')", info.errdisplay)
        self.assertIsInstance(caught.exception, interpreters.InterpreterError)
        with self.assertRaisesRegex(interpreters.ExecutionFailed, "SyntaxError"):
            self.one.exec("x =")
        with self.assertRaisesRegex(TypeError, "code is 3, and must be a str or a function"):
            self.one.exec(3)

    def test_call_returns_what_the_function_returns(self):
        self.assertEqual(self.one.call(twice, 21), 42)
        self.assertEqual(self.one.call(greet, "you", mark="?"), "hello you?")
        self.assertEqual(self.one.call(greet, "you"), "hello you!")
        self.assertEqual(self.one.call(lambda *all: sum(all), 1, 2, 3), 6)
        self.assertEqual(self.one.call(len, "four"), 4)
        import math
        self.assertEqual(self.one.call(math.hypot, 3, 4), 5)

    def test_values_of_each_kind_cross(self):
        for value in (None, True, False, 0, -1, 2**62, 2**200, 1.5, "ünï\ud800", b"\0bytes", (), (1, ("two", None)),
                      [1, {"a": [2]}], {1, 2}, range(3), 1 + 2j):
            with self.subTest(value=value):
                got = self.one.call(lambda x: x, value)
                self.assertEqual((got, type(got)), (value, type(value)))

    def test_a_closure_is_refused_by_name(self):
        outside = 3
        with self.assertRaisesRegex(interpreters.NotShareableError, "it uses outside of the function around it"):
            self.one.call(lambda: outside)

    def test_what_cannot_cross_is_refused_with_its_name_and_type(self):
        with self.assertRaisesRegex(
            interpreters.NotShareableError,
            r"argument 1 is .*, of type lock, which cannot cross to another interpreter: cannot pickle",
        ):
            self.one.call(twice, threading.Lock())
        with self.assertRaisesRegex(interpreters.NotShareableError, "the result is .*of type lock"):
            self.one.call(lambda: __import__("threading").Lock())
        with self.assertRaisesRegex(interpreters.NotShareableError, "the value of 'items' is .*, of type generator"):
            self.one.prepare_main(items=(i for i in ()))
        self.assertTrue(issubclass(interpreters.NotShareableError, TypeError))
        self.assertTrue(interpreters.is_shareable(("a", 1, None)))
        self.assertFalse(interpreters.is_shareable([1]))

    def test_prepare_main_sets_names(self):
        self.one.prepare_main({"a": 1}, b="two")
        self.assertEqual(self.one.call(eval, "(a, b)"), (1, "two"))
        with self.assertRaisesRegex(TypeError, "the name 1 must be a str"):
            self.one.prepare_main({1: 2})

    def test_the_memory_of_a_memoryview_is_shared(self):
        numbers = bytearray(b"0123")
        self.one.prepare_main(numbers=memoryview(numbers))
        self.one.exec("numbers[1:3] = b'xy'; assert numbers.nbytes == 4")
        self.assertEqual(numbers, b"0xy3")
        with self.assertRaises(BufferError):
            numbers.append(1)  # it is in use
        self.one.exec("del numbers")
        read_only = memoryview(b"text")
        self.assertTrue(self.one.call(lambda view: view.readonly, read_only))
        backwards = self.one.call(lambda view: bytes(view), memoryview(bytearray(b"abc"))[::-1])
        self.assertEqual(backwards, b"cba")

    def test_a_buffer_of_a_closed_one_stays_safe(self):
        self.one.exec("data = bytearray(10000)")
        view = self.one.call(lambda: memoryview(data))  # noqa: F821
        view[0] = 7
        self.assertEqual(self.one.call(lambda: data[0]), 7)  # noqa: F821
        with self.assertRaisesRegex(interpreters.InterpreterError, "other interpreters use 1 buffer of it"):
            self.one.close()
        self.assertEqual(view[0], 7)
        del view
        self.one.close()

    def test_an_array_of_numpy_arrives_as_a_memoryview(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is not installed")
        array = numpy.arange(6.0).reshape(2, 3)
        self.assertEqual(self.one.call(lambda view: (view.shape, view.format, view[1, 2]), array), ((2, 3), "d", 5.0))
        with self.assertRaisesRegex(interpreters.NotShareableError, "of type ndarray.*its items are objects of Python"):
            self.one.call(twice, numpy.array([object()]))

    def test_numpy_itself_is_refused_there(self):
        with self.assertRaisesRegex(interpreters.ExecutionFailed, "numpy|subinterpreter"):
            self.one.exec("import numpy")

    def test_call_in_thread_returns_a_thread(self):
        done = interpreters.create_queue()
        self.one.prepare_main(done=done)
        thread = self.one.call_in_thread(put_next, 1)
        self.assertIsInstance(thread, threading.Thread)
        thread.join()
        self.assertEqual(done.get_nowait(), 2)

    def test_many_threads_may_call_one_interpreter(self):
        self.one.exec("total = 0\nimport threading\nlock = threading.Lock()\n"
                      "def add(n):\n    global total\n    with lock: total += n\n")
        threads = [threading.Thread(target=self.one.exec, args=(f"add({n})",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.one.call(eval, "total"), 28)

    def test_closing_one_that_runs_is_an_error_or_interrupts_it(self):
        began = interpreters.create_queue()
        self.one.prepare_main(began=began)
        thread = threading.Thread(target=self.run_until_interrupted, args=("began.put(1)\nwhile True: pass",))
        thread.start()
        began.get(timeout=60)
        self.assertTrue(self.one.is_running())
        with self.assertRaisesRegex(interpreters.InterpreterError, "runs code: wait for it, interrupt it, or give"):
            self.one.close()
        self.one.interrupt()
        thread.join()
        self.assertEqual(self.ended, KeyboardInterrupt)
        self.one.close()
        with self.assertRaisesRegex(interpreters.InterpreterNotFoundError, "the interpreter 'one' is closed"):
            self.one.exec("1")
        with self.assertRaises(interpreters.InterpreterNotFoundError):
            interpreters.Interpreter(self.one.id)

    def run_until_interrupted(self, code):
        try:
            self.one.exec(code)
        except BaseException as error:
            self.ended = type(error)

    def test_one_that_nothing_refers_to_is_closed(self):
        id = interpreters.create().id
        deadline = time.monotonic() + 60
        while any(one.id == id for one in interpreters.list_all()) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertNotIn(id, [one.id for one in interpreters.list_all()])

    def test_interpreters_make_and_call_others(self):
        self.one.exec("from gimbal_console import interpreters\nother = interpreters.create(name='inner')\n"
                      "result = other.call(eval, '6 * 7')\nother.close()")
        self.assertEqual(self.one.call(eval, "result"), 42)

    def test_whether_it_has_a_gil_is_told(self):
        self.assertEqual(interpreters.has_own_gil(), sys.version_info >= (3, 12))
        self.assertEqual(self.one.has_own_gil(), interpreters.has_own_gil())
        self.assertFalse(interpreters.get_main().has_own_gil())

    def test_a_handle_crosses(self):
        self.assertEqual(self.one.call(lambda other: other.id, self.one), self.one.id)


class QueueTest(unittest.TestCase):
    def test_items_are_copied_in_order(self):
        items = interpreters.create_queue()
        item = [1]
        items.put(item)
        items.put("two")
        item.append(2)
        self.assertEqual((items.qsize(), items.empty()), (2, False))
        self.assertEqual((items.get(), items.get_nowait()), ([1], "two"))

    def test_limits_and_timeouts(self):
        items = interpreters.create_queue(2)
        self.assertEqual((items.maxsize, items.full()), (2, False))
        items.put(1)
        items.put_nowait(2)
        self.assertTrue(items.full())
        with self.assertRaises(interpreters.QueueFull):
            items.put(3, timeout=0.01)
        with self.assertRaises(queue.Full):
            items.put_nowait(3)
        items.get(), items.get()
        with self.assertRaises(interpreters.QueueEmpty):
            items.get(timeout=0.01)
        with self.assertRaises(queue.Empty):
            items.get_nowait()
        with self.assertRaisesRegex(ValueError, "timeout is -1, and must not be negative"):
            items.get(timeout=-1)

    def test_what_cannot_be_copied_is_refused(self):
        with self.assertRaisesRegex(interpreters.NotShareableError, "the item is .*of type lock"):
            interpreters.create_queue().put(threading.Lock())

    def test_queues_go_through_queues_and_pickles(self):
        outer, inner = interpreters.create_queue(), interpreters.create_queue()
        outer.put((1, inner))
        inner.put("inside")
        del inner
        self.assertEqual(outer.get()[1].get(), "inside")
        self.assertEqual(pickle.loads(pickle.dumps(outer)), outer)

    def test_between_interpreters_and_threads(self):
        todo, done = interpreters.create_queue(), interpreters.create_queue(3)
        workers = [interpreters.create() for _ in range(2)]
        for worker in workers:
            worker.prepare_main(todo=todo, done=done)
        code = "while (item := todo.get()) is not None: done.put(item * item)"
        threads = [threading.Thread(target=worker.exec, args=(code,)) for worker in workers]
        for thread in threads:
            thread.start()
        feeder = threading.Thread(target=lambda: [todo.put(item) for item in [*range(50), None, None]])
        feeder.start()
        self.assertEqual(sorted(done.get(timeout=60) for _ in range(50)), [i * i for i in range(50)])
        for thread in (*threads, feeder):
            thread.join()
        for worker in workers:
            worker.close()


if __name__ == "__main__":
    unittest.main()
