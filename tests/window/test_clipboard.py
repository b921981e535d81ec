"""The clipboard between programs."""
import os
import signal
import subprocess
import unittest

from window import WindowTest, wait_for


class ClipboardTest(WindowTest):
    def own_clipboard(self, text):
        """Another program that has `text` on the clipboard; its process stays to answer."""
        owner = subprocess.Popen(["xclip", "-selection", "clipboard", "-quiet"], stdin=subprocess.PIPE, env=self.display.environment,
                                 stderr=subprocess.DEVNULL)
        owner.stdin.write(text.encode())
        owner.stdin.close()
        self.addCleanup(owner.wait)
        self.addCleanup(owner.kill)
        wait_for(lambda: self.clipboard() == text, "xclip to own the clipboard")
        return owner

    def clipboard(self):
        return subprocess.run(["xclip", "-selection", "clipboard", "-o"], env=self.display.environment, capture_output=True, text=True,
                              timeout=30).stdout

    def test_paste_comes_from_another_program(self):
        self.own_clipboard("print('päste ⌘')")
        self.window.key("ctrl+v")
        self.window.wait_for_state(typed="print('päste ⌘')")
        self.window.key("Return")
        self.window.wait_for_row("päste ⌘")

    def test_copy_goes_to_another_program(self):
        self.window.type("copied")
        self.window.key("shift+Home", "ctrl+c")
        wait_for(lambda: self.clipboard() == "copied", lambda: f"the clipboard, which holds {self.clipboard()!r}")
        # Its own text comes back without asking anybody.
        self.window.key("End", "ctrl+v")
        self.window.wait_for_state(typed="copiedcopied")

    def test_a_dead_clipboard_owner_does_not_hold_the_window_up(self):
        owner = self.own_clipboard("never seen")
        os.kill(owner.pid, signal.SIGSTOP)
        self.window.key("ctrl+v")
        self.window.type("alive")
        self.window.wait_for_state(typed="alive")
        self.window.wait_for_text("does not answer", "info")
        self.window.key("Home")
        self.window.type("still ")
        self.window.wait_for_state(typed="still alive")


if __name__ == "__main__":
    unittest.main()
