"""Copy and paste between programs."""
import os
import signal
import subprocess
import unittest

from window import DEADLINE, WindowTest, wait_for


class ClipboardTest(WindowTest):
    def own_clipboard(self, text):
        """Starts another program that owns the clipboard with `text`. Its process stays to answer requests."""
        owner = subprocess.Popen(
            ["xclip", "-selection", "clipboard", "-quiet"],
            stdin=subprocess.PIPE,
            env=self.display.environment,
            stderr=subprocess.DEVNULL,
        )
        owner.stdin.write(text.encode())
        owner.stdin.close()
        self.addCleanup(owner.wait)
        self.addCleanup(owner.kill)
        wait_for(lambda: self.clipboard() == text, "xclip to own the clipboard")
        return owner

    def clipboard(self):
        return subprocess.run(
            ["xclip", "-selection", "clipboard", "-o"],
            env=self.display.environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        ).stdout

    def test_paste_reads_the_text_of_another_program(self):
        self.own_clipboard("print('päste ⌘')")
        self.window.key("ctrl+v")
        self.window.wait_for_state(typed="print('päste ⌘')")
        self.window.key("Return")
        self.window.wait_for_row("päste ⌘")

    def test_another_program_can_paste_copied_text(self):
        self.window.type("copied")
        self.window.key("shift+Home", "ctrl+c")
        wait_for(lambda: self.clipboard() == "copied", lambda: f"the clipboard, which holds {self.clipboard()!r}")
        # The window pastes its own text without a request to the X server.
        self.window.key("End", "ctrl+v")
        self.window.wait_for_state(typed="copiedcopied")

    def test_a_clipboard_owner_that_hangs_does_not_block_the_window(self):
        owner = self.own_clipboard("late ")
        os.kill(owner.pid, signal.SIGSTOP)
        self.window.key("ctrl+v")
        self.window.type("alive")
        self.window.wait_for_state(typed="alive")
        self.window.wait_for_text("does not answer", "info")
        self.window.key("Home")
        self.window.type("still ")
        self.window.wait_for_state(typed="still alive")
        # The late answer is not taken for that to the next request.
        os.kill(owner.pid, signal.SIGCONT)
        wait_for(lambda: self.clipboard() == "late ", "the owner to answer again")
        self.window.key("ctrl+v")
        self.window.wait_for_state(typed="still late alive")


if __name__ == "__main__":
    unittest.main()
