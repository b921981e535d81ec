"""Python threads go on while the window draws."""
import unittest

from window import WindowTest, wait_for


class ThreadsTest(WindowTest):
    def test_a_python_thread_counts_while_frames_are_drawn(self):
        self.window.run("import threading, gimbal; count, over = 0, False")
        self.window.run(r"exec('def counting():\n global count\n while not over: count += 1')")
        self.window.run("thread = threading.Thread(target=counting); thread.start()")
        self.window.run("_ = gimbal.app.frame_stats(continuous=True, reset=True); counted = count")

        def both_have_gone_on():
            self.window.run("print('both go on:', gimbal.app.frame_stats().frames > 30, count - counted > 1000)")
            self.window.settle()
            return any("both go on: True True" in row for row in self.window.rows())

        wait_for(both_have_gone_on, "a thread that counts and frames that are drawn")
        self.window.run("over = True; thread.join(); 'it has ' + 'ended'")
        self.window.wait_for_row("'it has ended'")


if __name__ == "__main__":
    unittest.main()
