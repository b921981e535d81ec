"""Stop by keyboard and by mouse, and runs in the queue."""
import os
import unittest

from window import DEADLINE, ENDLESS_LOOP, WindowTest


class StoppingTest(WindowTest):
    def test_ctrl_c_stops_an_endless_loop(self):
        self.window.run(ENDLESS_LOOP)
        self.window.key("Return")
        self.window.wait_until_running()
        self.window.key("ctrl+c")
        self.window.wait_for_state(run="idle")
        self.window.wait_for_text("KeyboardInterrupt")
        self.window.run("'still ' + 'here'")
        self.window.wait_for_row("'still here'")

    def test_the_stop_button_stops_an_endless_loop(self):
        self.window.run(ENDLESS_LOOP)
        self.window.key("Return")
        self.window.wait_for_text("Stop (Ctrl-C)", "status")
        # The position of the button depends on the text beside it, so click from right to left until one hits it.
        width, height = map(int, self.window.state()["window"].split("x"))
        for x in range(int(width * 0.9), int(width * 0.6), -12):
            self.window.click(x, height - 12)
            if self.window.state()["run"] == "idle":
                break
        self.window.wait_for_state(run="idle")
        self.window.wait_for_text("KeyboardInterrupt")

    def test_stop_ends_the_run_of_a_script_that_gave_sigint_its_default_action(self):
        self.window.run("import signal, time; _ = signal.signal(signal.SIGINT, signal.SIG_DFL); time.sleep(600)")
        self.window.wait_until_running()
        self.window.key("ctrl+c")
        self.window.wait_for_text("KeyboardInterrupt")
        self.window.run("'still ' + 'here'")
        self.window.wait_for_row("'still here'")

    def test_a_script_that_closes_all_descriptors_leaves_the_window_its_own(self):
        self.window.run("import os; os.closerange(3, 1000)")
        self.window.run("'still ' + 'here'")
        self.window.wait_for_row("'still here'")
        self.window.process.terminate()
        self.assertEqual(self.window.process.wait(DEADLINE), 0)

    def test_a_thread_asks_after_its_run_and_stop_ends_its_question(self):
        self.window.run(
            "import threading; ask = lambda: threading.Thread(target=lambda: print('got', input('name? ')), "
            "daemon=True).start(); ask()"
        )
        self.window.wait_for_row("name? ")
        self.window.run("bob")
        self.window.wait_for_row("got bob")
        self.window.run("ask()")
        self.window.wait_for_row("name? ")
        self.window.key("ctrl+c")
        self.window.wait_for_text("KeyboardInterrupt")
        self.window.wait_for_rows(lambda rows: rows[-1] == ">>> ", "the prompt")

    def test_a_second_run_waits_for_the_first(self):
        go_on = os.path.join(self.folder, "go_on")
        self.window.run(
            f"import os, time; any(time.sleep(0.01) for _ in iter(lambda: os.path.exists('{go_on}'), True)); "
            "print('first')"
        )
        self.window.wait_until_running()
        self.window.run("print('second')")
        self.window.wait_until_input_is_read()
        open(go_on, "w").close()
        rows = self.window.wait_for_row("second")
        self.assertLess(rows.index("first"), rows.index("second"))


if __name__ == "__main__":
    unittest.main()
