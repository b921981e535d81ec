"""Stop, from the keyboard and by the mouse; runs that wait."""
import unittest

from window import ENDLESS_LOOP, WindowTest


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
        # The word stands right of the middle of the bar; its place follows from the text, so it is searched by clicking.
        width, height = map(int, self.window.state()["window"].split("x"))
        for x in range(int(width * 0.9), int(width * 0.6), -12):
            self.window.click(x, height - 12)
            self.window.ask("state")
            if self.window.state()["run"] == "idle":
                break
        self.window.wait_for_state(run="idle")
        self.window.wait_for_text("KeyboardInterrupt")

    def test_two_runs_wait_for_each_other(self):
        self.window.run("import time; time.sleep(1); print('first')")
        self.window.wait_until_running()
        self.window.run("print('second')")
        self.window.wait_for_row("second")
        rows = self.window.rows()
        self.assertLess(rows.index("first"), rows.index("second"))


if __name__ == "__main__":
    unittest.main()
