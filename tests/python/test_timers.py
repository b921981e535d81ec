"""gimbal.timers: undo steps, plug-ins, and the end of a script without a window."""
import signal
import subprocess
import threading
import time
import unittest

from support import DEADLINE_SECONDS, PROGRAM, SceneTest, run_program, undo_own, wait_until

import gimbal
from gimbal import timers

MANIFEST = 'id = "{0}"\nname = "{0}"\nversion = "1.0"\nsummary = "a test"\nentry = "entry"\n'


class Timers(SceneTest):
    def tearDown(self):
        for timer in timers.active():
            timer.cancel()

    def test_a_call_runs_on_the_handlers_thread_beside_the_script(self):
        threads = []
        timer = timers.call_later(0.001, lambda: threads.append(threading.get_ident()))
        while not threads:
            pass
        self.assertNotEqual(threads[0], threading.get_ident())
        self.assertEqual((timer.calls, timer.active), (1, False))

    def test_what_a_call_changes_can_be_undone_with_the_script(self):
        gimbal.app.end_step()
        timer = timers.call_soon(lambda: gimbal.scene.add("cube", name="made"))
        wait_until(lambda: not timer.active and "made" in gimbal.scene.objects.keys(), "the change")
        self.assertTrue(undo_own())
        self.assertEqual(gimbal.scene.objects.keys(), [])

    def test_many_timers_are_cancelled_quickly_and_in_any_order(self):
        many = [timers.call_later(60 + i % 7, print) for i in range(10_000)]
        self.assertEqual(len(timers.active()), 10_000)
        for timer in reversed(many):
            self.assertTrue(timer.cancel())
        self.assertEqual(timers.active(), [])

    def test_the_package_has_the_module_and_the_functions_of_the_console(self):
        from gimbal_console import timers as of_console

        self.assertIs(gimbal.timers, timers)
        self.assertIs(timers.every, of_console.every)
        self.assertIs(timers.Timer, of_console.Timer)


class UndoSteps(SceneTest):
    def test_each_call_outside_a_run_is_one_step_with_the_name_of_the_timer(self):
        done = run_program(
            self.folder,
            # The program's only run is a step, so the step of the call begins after its end.
            "import gimbal\nfrom gimbal import timers\ncount = [0]\n"
            "def grow():\n"
            "    count[0] += 1\n"
            "    if count[0] < 3:\n"
            "        gimbal.scene.add('cube')\n        gimbal.scene.add('torus')\n"
            "    else:\n"
            "        print(gimbal.app.undo_name, len(gimbal.scene.objects))\n"
            "        return\n"
            "    timers.call_later(0.2, grow, name='grow twice')\n"
            "timers.call_later(0.2, grow, name='grow once')\n",
        )
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("grow twice 4\n", "", 0))


class EndOfScript(SceneTest):
    def run_code(self, code):
        return run_program(self.folder, "from gimbal import timers\n" + code, "--safe-mode")

    def test_a_script_without_a_window_waits_for_its_one_shot_timers(self):
        done = self.run_code(
            "def first(): print('first'); timers.call_later(0.05, print, 'second')\n"
            "timers.call_later(0.05, first)\nprint('end')"
        )
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("end\nfirst\nsecond\n", "", 0))

    def test_it_waits_after_an_error_and_keeps_the_exit_code(self):
        done = self.run_code("import sys\ntimers.call_later(0.05, print, 'late')\nsys.exit(3)")
        self.assertEqual((done.stdout, done.returncode), ("late\n", 3))
        done = self.run_code("timers.call_later(0.05, print, 'late')\n1 / 0")
        self.assertEqual((done.stdout, done.returncode), ("late\n", 1))
        self.assertIn("ZeroDivisionError", done.stderr)

    def test_it_does_not_wait_for_repeating_timers_and_names_them(self):
        done = self.run_code("@timers.every(3600)\ndef tick(): pass\n")
        self.assertEqual((done.stdout, done.returncode), ("", 0))
        self.assertIn("1 timer ended with the program: tick\n", done.stderr)

    def test_it_does_not_wait_for_cancelled_timers(self):
        done = self.run_code("timers.call_later(3600, print).cancel()\nwith timers.every(3600, print): pass\n")
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 0))

    def test_ctrl_c_ends_the_wait(self):
        code = "from gimbal import timers\ntimers.call_later(3600, print)\nprint('waits', flush=True)"
        program = subprocess.Popen(
            [PROGRAM, "--user-dir", self.folder, "--safe-mode", "--headless", "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with program:
            self.assertEqual(program.stdout.readline(), "waits\n")
            limit = time.monotonic() + DEADLINE_SECONDS
            while program.poll() is None and time.monotonic() < limit:
                program.send_signal(signal.SIGINT)
                time.sleep(0.05)
            stderr = program.stderr.read()
        self.assertEqual(program.returncode, -signal.SIGINT, stderr)
        self.assertIn("KeyboardInterrupt", stderr)

    def test_a_thread_that_outlives_the_script_is_told_that_timers_have_ended(self):
        done = self.run_code(
            "import threading, time\n"
            "def work():\n"
            "    try:\n"
            "        while True: timers.call_soon(int); time.sleep(0.01)\n"
            "    except RuntimeError as error: print(error)\n"
            "threading.Thread(target=work).start()"
        )
        self.assertEqual((done.stdout, done.returncode), ("a timer cannot start: the program is ending\n", 0))

    def test_a_worker_process_has_no_timers_and_says_so(self):
        path = self.write(
            "worker.py",
            "import multiprocessing\nfrom gimbal import timers\n"
            "def work():\n"
            "    try: timers.call_soon(print)\n"
            "    except RuntimeError as error: return str(error)\n"
            "if __name__ == '__main__':\n"
            "    with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.apply(work))\n",
        )
        done = subprocess.run(
            [PROGRAM, "--user-dir", self.folder, "--safe-mode", "--headless", path],
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )
        self.assertIn("timers need the engine of the program", done.stdout, done.stderr)


class Plugins(SceneTest):
    def run_with(self, plugin, code, may_report=False):
        self.write("plugins/ticker/gimbal_plugin.toml", MANIFEST.format("ticker"))
        self.write("plugins/ticker/entry.py", "import gimbal, sys\nfrom gimbal import timers\n" + plugin)
        before = "import gimbal, sys, time\nfrom gimbal import timers\nfrom gimbal_plugin_ticker import entry\n"
        done = run_program(self.folder, before + code)
        self.assertEqual(done.returncode, 0, done.stderr)
        if not may_report:
            self.assertEqual(done.stderr, "")
        return done.stdout

    OFF = "gimbal.plugins.set_enabled('ticker', False)\n"

    def test_switching_a_plugin_off_cancels_the_timers_of_its_code(self):
        plugin = (
            "made = []\n"
            "def tick(): pass\n"
            "def register(): made.append(timers.every(60, print))\n"
            "def unregister(): made.append(timers.call_later(60, print))\n"
            "def start(): made.append(timers.call_later(60, print))\n"
            "made.append(timers.every(60, print))\n"
        )
        code = (
            "entry.start()\n"  # called by a script
            "entry.made.append(timers.every(60, entry.tick))\n"  # a script uses the plug-in's function
            "mine = timers.call_later(60, print)\n"
            + self.OFF
            + "print(len(entry.made), all(timer.cancelled for timer in entry.made), timers.active() == [mine])\n"
            "mine.cancel()\n"
        )
        self.assertEqual(self.run_with(plugin, code), "5 True True\n")

    def test_a_timer_that_its_own_call_starts_again_ends_with_the_plugin(self):
        plugin = (
            "calls = []\n"
            "def tick():\n    calls.append(1)\n    timers.call_later(0.001, tick)\n"
            "def register(): timers.call_later(0.001, tick)\n"
            "def unregister(): pass\n"
        )
        code = (
            "while len(entry.calls) < 3: time.sleep(0.001)\n"
            + self.OFF
            + "time.sleep(0.01); count = len(entry.calls); time.sleep(0.05)\n"
            "print(len(entry.calls) == count, timers.active())\n"
        )
        # A call that runs while the plug-in is switched off reports that it cannot start a timer.
        self.assertEqual(self.run_with(plugin, code, may_report=True), "True []\n")

    def test_code_of_a_plugin_that_was_switched_off_starts_no_timer(self):
        plugin = "def start(): timers.call_soon(print)\ndef register(): pass\ndef unregister(): pass\n"
        code = self.OFF + "try: entry.start()\nexcept RuntimeError as error: print(error)\n"
        self.assertEqual(
            self.run_with(plugin, code), "the plug-in 'ticker' was switched off, so its code cannot start a timer\n"
        )

    def test_a_reloaded_plugin_has_only_its_new_timers(self):
        plugin = "def tick(): pass\ndef register(): timers.every(60, tick)\ndef unregister(): pass\n"
        code = (
            self.OFF + "gimbal.plugins.set_enabled('ticker', True)\n"
            "new = sys.modules['gimbal_plugin_ticker.entry']\n"
            "print(new is not entry, [timer.function is new.tick for timer in timers.active()])\n"
        )
        self.assertEqual(self.run_with(plugin, code), "True [True]\n")

    def test_a_script_does_not_wait_for_the_timers_of_a_plugin(self):
        plugin = "def register(): timers.call_later(3600, print), timers.every(3600, print)\n"
        self.assertEqual(self.run_with(plugin, "print('end')"), "end\n")


if __name__ == "__main__":
    unittest.main()
