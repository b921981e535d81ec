"""The example `prompt_only`: a console that the program draws itself, in a terminal."""
import os
import pty
import re
import select
import signal
import time
import unittest

DEADLINE = float(os.environ.get("DEADLINE", "120"))  # seconds; generous, because the machine may be busy


class PromptOnlyTest(unittest.TestCase):
    def setUp(self):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execv(os.environ["EXAMPLE"], ["prompt_only"])
        self.addCleanup(os.close, self.terminal)
        self.ended = False
        self.addCleanup(lambda: self.ended or (os.kill(self.pid, signal.SIGKILL), os.waitpid(self.pid, 0)))
        self.shown = ""
        self.wait_for(">>> ")

    def type(self, keys):
        self.shown = ""
        os.write(self.terminal, keys.encode())

    def wait_for(self, wanted):
        """Waits until the text was written to the terminal, colours and moves of the cursor left out."""
        end = time.monotonic() + DEADLINE
        while wanted not in self.shown:
            if time.monotonic() > end:
                self.fail(f"waited {DEADLINE:g} s for {wanted!r} in {self.shown[-2000:]!r}")
            if select.select([self.terminal], [], [], 0.1)[0]:
                written = os.read(self.terminal, 65536).decode(errors="replace")
                self.shown += re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r", "", written)

    def test_a_line_runs_and_ctrl_d_leaves(self):
        self.type("6 * 7\r")
        self.wait_for("42\n")  # after the prompt, which is drawn again below the echo until the result comes
        self.type("\x04")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), 0)
        self.ended = True

    def test_tab_completes_and_an_open_bracket_shows_the_parameters(self):
        self.type("isinst")
        self.wait_for("isinstance")
        self.type("\t")
        self.wait_for(">>> isinstance")
        self.type("(")
        self.wait_for("class_or_tuple")

    def test_ctrl_c_stops_a_loop(self):
        self.type("while True: print('round')\r")
        self.wait_for("... ")  # a blank line ends the block
        self.type("\r")
        self.wait_for("round\nround")
        self.type("\x03")
        self.wait_for("KeyboardInterrupt")

    def test_a_script_asks_and_the_history_comes_back(self):
        self.type("name = input('who? ')\r")
        self.wait_for("who? who? ")  # drawn twice: it is the prompt, and no longer output
        self.type("Ada\r")
        self.wait_for("who? Ada")
        self.type("name\r")
        self.wait_for("'Ada'")
        self.type("\x1b[A")
        self.wait_for(">>> name")


if __name__ == "__main__":
    unittest.main()
