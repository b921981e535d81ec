"""Runs scripts with `import gimbal` in an ordinary python3, from the build folder."""
import glob
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "program"))

from environments import PYTHON  # noqa: E402  the Python for which the extension was built
from program import DEADLINE_S, PROGRAM, ProgramTest, clean_environment  # noqa: E402, F401

BUILD = os.path.dirname(PROGRAM)
PACKAGES = os.path.join(BUILD, "share", "python")  # as a user sets PYTHONPATH
(EXTENSION,) = glob.glob(os.path.join(PACKAGES, "_gimbal.*.so"))
WHEELS = os.path.join(BUILD, "wheel")
EXAMPLES = os.path.join(BUILD, "share", "scripts", "examples")


def install_wheel(environment: str) -> str:
    """Makes a virtual environment with the wheel of the build. Returns its python."""
    subprocess.run([PYTHON, "-m", "venv", "--system-site-packages", environment], check=True, env=clean_environment())
    python = os.path.join(environment, "bin", "python")
    install = [python, "-m", "pip", "install", "--no-index", "--quiet", "--find-links", WHEELS, "gimbal"]
    subprocess.run(install, check=True, env=clean_environment())
    return python


def wait_for_busy_worker(test: ProgramTest, process: subprocess.Popen) -> None:
    """Returns when a worker of the process is busy."""
    deadline = time.monotonic() + DEADLINE_S
    while not _has_busy_worker(process.pid):
        test.assertIsNone(process.poll())
        test.assertLess(time.monotonic(), deadline)
        time.sleep(0.002)


def _has_busy_worker(pid: int) -> bool:
    tasks = f"/proc/{pid}/task"
    for task in os.listdir(tasks):
        try:
            with open(f"{tasks}/{task}/comm") as name, open(f"{tasks}/{task}/stat") as stat:
                if name.read().startswith("worker") and stat.read().rpartition(")")[2].split()[0] == "R":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            pass
    return False


class PlainPythonTest(ProgramTest):
    """A test case with a temporary folder, in which scripts run."""

    python = PYTHON

    def start_python(self, *arguments: str, variables: dict[str, str] | None = None, **options) -> subprocess.Popen:
        """Starts python3, which is killed at the end of the test. SIGINT has its default action, as in a terminal."""
        variables = {"PYTHONPATH": PACKAGES, "XDG_CONFIG_HOME": self.folder, **(variables or {})}
        command = [self.python, *arguments]
        return self.start_command(command, variables, cwd=self.folder, stdin=subprocess.DEVNULL, **options)

    def run_python(self, *arguments: str, **options) -> tuple[int, str, str]:
        process = self.start_python(*arguments, **options)
        out, err = process.communicate(timeout=DEADLINE_S)
        return process.returncode, out, err

    def check_interrupted(self, code: str, expected: str) -> None:
        """The code prints "working"; Ctrl-C comes while a worker is busy. Then as check()."""
        process = self.start_python("-c", code)
        self.assertEqual(process.stdout.readline(), "working\n")
        wait_for_busy_worker(self, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=DEADLINE_S)
        self.assertEqual((process.returncode, out, err), (0, expected, ""))

    def check(self, code: str, expected: str, **options) -> None:
        """The code prints `expected`, nothing on stderr, and ends with 0."""
        self.assertEqual(self.run_python("-c", code, **options), (0, expected, ""))
