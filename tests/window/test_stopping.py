"""Stop by keyboard and by mouse, and runs in the queue."""
import os
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
        # The position of the button depends on the text beside it, so click from right to left until one hits it.
        width, height = map(int, self.window.state()["window"].split("x"))
        for x in range(int(width * 0.9), int(width * 0.6), -12):
            self.window.click(x, height - 12)
            if self.window.state()["run"] == "idle":
                break
        self.window.wait_for_state(run="idle")
        self.window.wait_for_text("KeyboardInterrupt")

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
