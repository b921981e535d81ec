"""Runs gimbal in a window under Xvfb. xdotool sends keys; the inspect socket returns what the panels show."""
import os
import socket
import subprocess
import tempfile
import time

import Xlib.display

from measure import PROGRAM, environment

DEADLINE_S = 120


class Window:
    """Starts the display and the program; the end of `with` stops both."""

    def __init__(self, *arguments: str, size: str = "1600x900", settings: str = "") -> None:
        self.folder = tempfile.TemporaryDirectory()
        os.mkdir(os.path.join(self.folder.name, "user"))
        with open(os.path.join(self.folder.name, "user", "settings.toml"), "w", encoding="utf-8") as file:
            file.write(settings)
        read, write = os.pipe()
        self.display = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as number:
            self.environment = environment(DISPLAY=f":{number.readline().strip()}", PYTHONPATH="")
        self.socket_path = os.path.join(self.folder.name, "inspect")
        self.started = time.perf_counter()
        self.program = subprocess.Popen(
            [
                PROGRAM,
                "--user-dir",
                os.path.join(self.folder.name, "user"),
                "--size",
                size,
                "--inspect-socket",
                self.socket_path,
                *arguments,
            ],
            env=self.environment,
        )
        self.socket = socket.socket(socket.AF_UNIX)
        self.answers = self.socket.makefile("r", encoding="utf-8")
        self.wait_until(self._connect, "the inspect socket")
        self.wait_until(lambda: any(line.startswith(">>>") for line in self.ask("rows console")), "the prompt")
        self.pointer = Xlib.display.Display(self.environment["DISPLAY"])
        self.seconds_to_prompt = time.perf_counter() - self.started

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_) -> None:
        self.program.kill()
        self.program.wait()
        self.display.terminate()
        self.display.wait()
        self.folder.cleanup()

    def _connect(self) -> bool:
        try:
            self.socket.connect(self.socket_path)
            return True
        except OSError:
            return False

    def ask(self, request: str) -> list[str]:
        self.socket.sendall(request.encode() + b"\n")
        lines = []
        while (line := self.answers.readline()) not in (".\n", ""):
            lines.append(line[1:-1] if line.startswith(".") else line[:-1])
        return lines

    def wait_until(self, condition, what: str, deadline_s: float = DEADLINE_S) -> None:
        end = time.monotonic() + deadline_s
        while not condition():
            if self.program.poll() is not None:
                raise RuntimeError(f"the program ended with {self.program.returncode} before {what}")
            if time.monotonic() > end:
                raise TimeoutError(f"{what}: not within {deadline_s} s")
            time.sleep(0.005)

    def xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True)

    def stop_button(self) -> tuple[int, int]:
        """Returns the middle of "Stop" in the header of the console, in pixels of the window."""
        x, y, width, _ = self.place_of("console")
        return round(x + width - 30), round(y + 14)

    def place_of(self, panel: str) -> list[float]:
        """Returns left, top, width and height in pixels of the window."""
        return next(
            [float(v) for v in rest] for name, *rest in (line.split() for line in self.ask("layout")) if name == panel
        )

    def click(self) -> None:
        """Clicks at the pointer. Sent by this process, because the start of xdotool would count."""
        from Xlib import X
        from Xlib.ext import xtest

        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self.pointer, kind, 1)
        self.pointer.flush()

    def is_idle(self) -> bool:
        return "run idle" in self.ask("state")

    def run(self, code: str) -> None:
        """Runs `code` in the namespace of the console, by typing one line."""
        self.wait_until(self.is_idle, "an idle console")
        path = os.path.join(self.folder.name, "code.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(code)
        self.xdotool("type", "--delay", "4", f'exec(open("{path}").read())')
        self.xdotool("key", "Return")

    def run_and_wait(self, code: str, result: str) -> None:
        """Does the same, and waits until the run has created the file `result` and ended."""
        if os.path.exists(result):
            os.unlink(result)
        self.run(code)
        self.wait_until(lambda: os.path.exists(result) and self.is_idle(), result)

    def stop(self) -> None:
        """Presses Ctrl-C at the prompt until nothing runs."""
        while not self.is_idle():
            self.xdotool("key", "ctrl+c")
            time.sleep(0.2)

    def figures(self) -> dict[str, float]:
        """Returns gimbal.app.frame_stats() without Python."""
        figures = {}
        for name, *values in (line.split() for line in self.ask("stats")):
            if len(values) == 1:
                figures[name] = float(values[0])
            else:
                figures.update(
                    {f"{name}.{part}": float(value) for part, value in zip(("mean", "p99", "longest"), values)}
                )
        return figures

    def memory_mib(self) -> float:
        with open(f"/proc/{self.program.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))
