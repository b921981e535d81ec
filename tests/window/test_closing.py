"""The program ends after the window was closed, with exit code 0, whatever a script does. bench/closing.py measures
how soon.
"""
import os
import signal
import unittest

from window import ENDLESS_LOOP, WindowTest, wait_for


class ClosingTest(WindowTest):
    def close_during(self, source):
        self.window.run(source)
        self.window.key("Return")
        self.window.wait_until_running()
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)

    def test_closing_an_idle_window(self):
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)

    def test_closing_during_a_loop(self):
        self.close_during(ENDLESS_LOOP)

    def test_closing_during_a_sleep(self):
        self.close_during("import time; time.sleep(1000)")

    def test_closing_during_c_code_that_holds_the_gil(self):
        self.close_during("sum(range(10**11))")

    def test_closing_with_a_thread_that_never_ends(self):
        self.window.run(
            "import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start(); print('started')"
        )
        self.window.wait_for_row("started")
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)

    def test_a_half_typed_line_is_at_the_prompt_after_the_next_start(self):
        self.window.type("for i in range(3): pri")
        self.window.wait_for_state(typed="for i in range(3): pri")
        self.window.key("ctrl+q")
        self.assertEqual(self.window.exit_code(), 0)
        self.window = self.open()
        self.window.wait_for_state(typed="for i in range(3): pri")
        self.window.type("nt(i)")
        self.window.key("Return", "Return")
        self.window.wait_for_row("2")
        self.window.key("ctrl+q")
        self.window.exit_code()
        self.window = self.open()
        self.window.settle()
        self.window.wait_for_state(typed="")

    def test_a_half_typed_line_survives_a_kill(self):
        self.window.type("not lost")
        kept = os.path.join(self.folder, "user", "half-typed")
        wait_for(
            lambda: os.path.isdir(kept)
            and any("not lost" in open(os.path.join(kept, name)).read() for name in os.listdir(kept)),
            "the line on disk",
        )
        self.window.kill()
        self.window = self.open()
        self.window.wait_for_state(typed="not lost")

    def test_ctrl_q_closes(self):
        self.window.key("ctrl+q")
        self.assertEqual(self.window.exit_code(), 0)

    def test_sigterm_closes_a_hung_program(self):
        # C code that holds the GIL and calls malloc, because ThreadSanitizer delivers SIGTERM only in such a call.
        self.window.run("while True:")
        self.window.run("try: import itertools; max(map(bytes, itertools.repeat(1000)))")
        self.window.run("except BaseException: pass")
        self.window.key("Return", "Return")
        self.window.wait_until_running()
        self.window.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.window.exit_code(), 0)

    def lose_the_display(self):
        self.display.server.kill()
        self.assertEqual(self.window.exit_code(), 1)
        self.assertIn("the display has gone away", self.window.output())
        with open(os.path.join(self.folder, "user", "history"), encoding="utf-8") as history:
            self.assertIn("kept = 'in the history'", history.read())
        self.assertTrue(os.path.exists(os.path.join(self.folder, "user", "settings.toml")))

    def test_an_idle_window_ends_when_the_display_is_lost(self):
        self.window.run("kept = 'in the history'")
        self.window.settle()
        self.lose_the_display()

    def test_a_running_script_is_stopped_first_when_the_display_is_lost(self):
        ended = os.path.join(self.folder, "ended")
        self.window.run("kept = 'in the history'; import time")
        self.window.run("try: time.sleep(1000)")
        self.window.run(f"finally: open('{ended}', 'w').close()")
        self.window.key("Return", "Return")
        self.window.wait_until_running()
        self.lose_the_display()
        self.assertTrue(os.path.exists(ended))

    def test_c_code_that_holds_the_gil_is_abandoned_when_the_display_is_lost(self):
        self.window.run("kept = 'in the history'")
        self.window.settle()
        self.window.run("sum(range(10**11))")
        self.window.wait_until_running()
        self.lose_the_display()


if __name__ == "__main__":
    unittest.main()
