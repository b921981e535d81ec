"""Runs gimbal as a shell does, without a display and with a temporary user folder."""
import os
import signal
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["GIMBAL"]
DEADLINE_S = 120
ENDLESS_LOOP = os.environ.get("GIMBAL_ENDLESS_LOOP", "while True: pass")  # ThreadSanitizer needs a different one
SANITIZER = os.environ.get("GIMBAL_SANITIZE", "")  # "thread", "address,undefined" or none


def clean_environment() -> dict[str, str]:
    """This environment without a display and without the variables that change Python's behaviour."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "GIMBAL", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in hidden and not name.startswith("PYTHON")}


class ProgramTest(unittest.TestCase):
    """A test case with a temporary user folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.user_dir = os.path.join(folder.name, "user")

    def start(self, *arguments: str, variables: dict[str, str] | None = None, **options) -> subprocess.Popen:
        """Starts gimbal, which is killed at the end of the test. SIGINT has its default action, as in a terminal.

        `variables` are added to its environment.
        """
        return self.start_command([PROGRAM, "--user-dir", self.user_dir, *arguments], variables, **options)

    def start_command(self, command: list[str], variables: dict[str, str] | None = None, **options) -> subprocess.Popen:
        """The same for any command."""
        process = subprocess.Popen(
            command,
            env={**clean_environment(), **(variables or {})},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            **options
        )
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def run_gimbal(self, *arguments: str, stdin: str = "", **options) -> tuple[int, str, str]:
        """Runs gimbal to its end and returns the exit code, standard output and standard error."""
        process = self.start(*arguments, stdin=subprocess.PIPE, **options)
        out, err = process.communicate(stdin, timeout=DEADLINE_S)
        return process.returncode, out, err

    def script(self, text: str, name: str = "script.py") -> str:
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
