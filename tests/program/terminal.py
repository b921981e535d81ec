"""Types into the console in a terminal, presses Ctrl-C and reads the output."""
import os
import pty
import select
import subprocess
import time

from program import DEADLINE_S, PROGRAM, ProgramTest, clean_environment

CTRL_C, CTRL_D = b"\x03", b"\x04"


class TerminalTest(ProgramTest):
    """Runs gimbal --headless in a pseudo terminal, which is its controlling terminal."""

    def arguments(self) -> tuple[str, ...]:
        """More options of the command line. May create files in self.folder."""
        return ()

    def setUp(self) -> None:
        super().setUp()
        self.master, slave = pty.openpty()
        self.addCleanup(os.close, self.master)
        self.process = subprocess.Popen(
            [PROGRAM, "--user-dir", self.user_dir, "--headless", *self.arguments()],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**clean_environment(), "TERM": "dumb", "HOME": self.folder},
            preexec_fn=self._take_terminal,
        )
        os.close(slave)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        self.shown, self.read_to = "", 0
        self.expect(">>> ")

    @staticmethod
    def _take_terminal() -> None:
        import fcntl
        import signal
        import termios

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def press(self, key: bytes) -> None:
        os.write(self.master, key)

    def expect(self, text: str) -> str:
        """Waits until `text` appears after the text expected before. Returns the output up to its end."""
        until = time.monotonic() + DEADLINE_S
        while (found := self.shown.find(text, self.read_to)) < 0:
            ready, _, _ = select.select([self.master], [], [], max(0, until - time.monotonic()))
            if not ready:
                self.fail(f"timed out waiting for {text!r} after:\n{self.shown[self.read_to:]}")
            try:
                self.shown += os.read(self.master, 65536).decode(errors="replace").replace("\r\n", "\n")
            except OSError:
                self.fail(f"it ended before {text!r} appeared; shown:\n{self.shown[self.read_to:]}")
        begin, self.read_to = self.read_to, found + len(text)
        return self.shown[begin : self.read_to]

    def wait_for_end(self) -> int:
        return self.process.wait(timeout=DEADLINE_S)
