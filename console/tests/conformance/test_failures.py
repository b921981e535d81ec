"""What the conformance program says when a check fails: which one and why. It exits with 1."""
import os
import subprocess
import unittest

PROGRAM = os.environ["CONFORMANCE"]


class FailuresTest(unittest.TestCase):
    def run_program(self, *arguments, broken=""):
        return subprocess.run(
            [PROGRAM, *arguments], capture_output=True, text=True, timeout=300, env=dict(os.environ, BROKEN=broken)
        )

    def reason_of(self, check, broken, *arguments):
        done = self.run_program("--quick", "--only", check, *arguments, broken=broken)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("0 passed, 0 skipped, 1 failed", done.stdout)
        line = next(line for line in done.stdout.splitlines() if line.startswith("failed "))
        self.assertIn(check, line)
        return line

    def test_a_host_in_order_passes(self):
        done = self.run_program("--quick", "--only", "results", "--only", "frames")
        self.assertIn("2 passed, 0 skipped, 0 failed", done.stdout)
        self.assertEqual(done.returncode, 0)

    def test_a_check_that_takes_too_long_fails(self):
        # It notices that itself, or is killed.
        self.assertRegex(
            self.reason_of("spawn", "", "--deadline", "0.01"), "within its deadline|waited 0 s for Python"
        )

    def test_a_crash_is_the_failure_of_its_check(self):
        self.assertIn("Aborted", self.reason_of("results", "crash"))

    def test_python_that_does_not_start_is_the_reason(self):
        self.assertIn("/nowhere", self.reason_of("results", "start"))

    def test_a_frame_that_waits_for_the_gil_fails(self):
        self.assertIn("a frame waits for the GIL", self.reason_of("frames", "frame"))

    def test_a_worker_that_is_the_host_fails(self):
        self.reason_of("spawn", "launcher", "--deadline", "6")

    def test_a_module_of_the_host_that_is_not_made_fails(self):
        self.assertIn("the host's module 'shapes' does not work: ModuleNotFoundError", self.reason_of("bind", "module"))

    def test_a_signature_that_cannot_be_read_fails(self):
        self.assertIn("the signature of shapes.area cannot be read", self.reason_of("bind", "signature"))

    def test_a_script_that_does_not_hand_on_the_gil_fails(self):
        line = self.reason_of("functions", "switch interval", "--deadline", "10")
        self.assertIn("sys.getswitchinterval()", line)

    def test_work_that_keeps_the_handlers_thread_busy_is_named(self):
        line = self.reason_of("timers", "handler", "--deadline", "10")
        self.assertIn('"the host\'s server" keeps the handlers thread busy', line)

    def test_timers_of_scripts_that_the_host_does_not_call_fail(self):
        line = self.reason_of("timers", "timers", "--deadline", "10")
        self.assertIn("for a timer of a script", line)

    def test_a_queue_that_no_frame_drains_fails(self):
        line = self.reason_of("ui_thread", "queue", "--deadline", "10")
        self.assertIn("Loop::draw must drain it", line)

    def test_a_task_that_blocks_the_event_loop_fails(self):
        line = self.reason_of("native_work", "event loop", "--deadline", "10")
        self.assertIn("does another task block the event loop?", line)

    def test_a_host_that_refuses_interpreters_fails_with_the_reason(self):
        self.assertIn("the host allows one interpreter", self.reason_of("interpreters", "interpreters"))

    def test_an_absent_package_is_skipped_with_the_reason_and_is_not_passed(self):
        done = self.run_program("--only", "numpy", "--quick", broken="numpy")
        self.assertIn("0 passed, 1 skipped, 0 failed", done.stdout)
        self.assertIn("numpy is not installed", done.stdout)
        self.assertEqual(done.returncode, 0)

    def test_a_wrong_name_is_refused(self):
        done = self.run_program("--only", "nothing")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no check has the name nothing", done.stderr)

    def test_the_checks_are_listed(self):
        names = [line.split()[0] for line in self.run_program("--list").stdout.splitlines()]
        self.assertEqual(len(names), len(set(names)))
        self.assertIn("native_threads", names)


if __name__ == "__main__":
    unittest.main()
