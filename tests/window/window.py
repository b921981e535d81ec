"""A Gimbal window on a display of its own: keys and clicks go in by xdotool, the panels' text comes out of the inspect socket.

Every wait is for a condition, with a deadline; nothing sleeps for a result.
"""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["GIMBAL"]
DEADLINE = 60.0                                              # seconds; generous, the machine may be busy
POLL = 0.02
ENDLESS_LOOP = os.environ.get("GIMBAL_ENDLESS_LOOP", "while True: pass")   # another one under ThreadSanitizer
SANITIZER = os.environ.get("GIMBAL_SANITIZE", "")            # "thread", "address,undefined" or none


def wait_for(condition, what, deadline=DEADLINE):
    """The first true value of `condition()`; fails naming `what` when the deadline passes."""
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline:g} s for {what() if callable(what) else what}")
        time.sleep(POLL)


class Display:
    """An X server of one's own, without a window manager."""

    def __init__(self, size="1600x900x24"):
        ready, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(ready) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        self.environment = dict(os.environ, DISPLAY=":" + number)

    def close(self):
        self.server.terminate()
        self.server.wait()


class Window:
    """The running program. Keys go to the window because the pointer is over it."""

    def __init__(self, display, folder, *arguments):
        self.display = display
        self.socket_path = os.path.join(folder, "inspect")
        self.log = open(os.path.join(folder, "stderr"), "w+")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [PROGRAM, "--user-dir", os.path.join(folder, "user"), "--safe-mode", "--inspect-socket", self.socket_path, *arguments],
            env=display.environment, stdout=self.log, stderr=self.log, preexec_fn=_default_signals)
        self.connection = None
        wait_for(self._connect, lambda: "the inspect socket; " + self.complaint())
        wait_for(self.prompt_is_there, lambda: "the first prompt; " + self.complaint())
        self.xdotool("mousemove", "390", "700")
        self.settle()

    def _connect(self):
        if self.process.poll() is not None:
            raise AssertionError("the program ended at its start: " + self.complaint())
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self.socket_path)
        except OSError:
            connection.close()
            return False
        connection.settimeout(DEADLINE)
        self.connection = connection
        self.stream = connection.makefile("rw", encoding="utf-8")
        return True

    def complaint(self):
        """What the program wrote to the shell."""
        self.log.seek(0)
        return f"it wrote {self.log.read()[-2000:]!r}"

    # --- Reading.
    def ask(self, request):
        self.stream.write(request + "\n")
        self.stream.flush()
        lines = []
        while True:
            line = self.stream.readline()
            if not line:
                raise AssertionError(f"the window closed while it was asked for {request!r}: {self.complaint()}")
            line = line.rstrip("\n")
            if line == ".":
                return lines
            lines.append(line[1:] if line.startswith(".") else line)

    def rows(self, panel="console"):
        return self.ask("rows " + panel)

    def text(self, panel="console"):
        return "\n".join(self.rows(panel))

    def state(self):
        return dict(line.partition(" ")[::2] for line in self.ask("state"))

    def layout(self):
        places = {}
        for line in self.ask("layout"):
            name, *numbers = line.split()
            places[name] = tuple(float(number) for number in numbers)
        return places

    def prompt_is_there(self):
        return any(row.startswith(">>>") for row in self.rows())

    # --- Waiting.
    def settle(self):
        """Until all input was read and drawn, and nothing runs."""
        wait_for(lambda: self.ask("idle") == ["yes"], lambda: f"the window to rest; {self.ask('idle')} is left\n{self.text()}")

    def wait_for_row(self, wanted, panel="console"):
        wait_for(lambda: wanted in self.rows(panel), lambda: f"the row {wanted!r} in {panel}:\n{self.text(panel)}")

    def wait_for_text(self, wanted, panel="console"):
        wait_for(lambda: wanted in self.text(panel), lambda: f"{wanted!r} in {panel}:\n{self.text(panel)}")

    def wait_for_state(self, **wanted):
        wait_for(lambda: self.state().items() >= wanted.items(), lambda: f"{wanted}, not {self.state()}")

    def wait_until_running(self):
        self.wait_for_state(run="busy")

    # --- Doing.
    def xdotool(self, *arguments):
        subprocess.run(["xdotool", *arguments], env=self.display.environment, check=True)

    def type(self, text):
        self.xdotool("type", "--delay", "12", text)

    def key(self, *names):
        self.xdotool("key", "--delay", "12", *names)

    def run(self, source):
        """Types a line and Return."""
        self.type(source)
        self.key("Return")

    def click(self, x, y, button=1, times=1):
        self.xdotool("mousemove", str(int(x)), str(int(y)), "click", "--repeat", str(times), "--delay", "40", str(button))

    def drag(self, start, end):
        self.xdotool("mousemove", *map(str, start), "mousedown", "1", "mousemove", *map(str, end), "mouseup", "1")

    def click_panel(self, name):
        x, y, width, height = self.layout()[name]
        self.click(x + width / 2, y + height * 0.7)

    def window_id(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Gimbal"], env=self.display.environment,
                               capture_output=True, text=True).stdout.split()
        return found[0] if found else None

    def resize(self, width, height):
        self.xdotool("windowsize", self.window_id(), str(width), str(height))

    def ask_to_close(self):
        """What a window manager sends when the close button is clicked."""
        from Xlib import X, display as xlib, protocol
        connection = xlib.Display(self.display.environment["DISPLAY"])
        window = connection.create_resource_object("window", int(self.window_id()))
        message = protocol.event.ClientMessage(window=window, client_type=connection.intern_atom("WM_PROTOCOLS"),
                                               data=(32, [connection.intern_atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]))
        window.send_event(message)
        connection.sync()
        connection.close()

    def exit_code(self, deadline=DEADLINE):
        """Waits for the end of the process."""
        try:
            return self.process.wait(deadline)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {deadline:g} s") from None

    def kill(self):
        if self.connection:
            self.stream.close()
            self.connection.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()


def _default_signals():
    # A background job of a shell hands SIGINT down ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class WindowTest(unittest.TestCase):
    """A display, a folder and a window for each case; another by `self.open(...)` once that one was closed."""

    def arguments(self):
        """What the program is started with; files may be made in self.folder."""
        return ()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="gimbal-window-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.display = Display()
        self.addCleanup(self.display.close)
        self.window = self.open(*self.arguments())

    def open(self, *arguments):
        window = Window(self.display, self.folder, *arguments)
        self.addCleanup(window.kill)
        return window


def header_of(rectangle, share=0.2):
    """A point on a panel's header, on its title's side."""
    x, y, width, _ = rectangle
    return x + width * share, y + 14
