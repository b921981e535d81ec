"""Runs Gimbal in a window on its own X display. xdotool sends input; the inspect socket returns what the panels show.

A test never reads the window once and asserts, because the window is a frame or more later than the test. It waits for
the condition that it expects (wait_for_row, wait_for_layout, wait_for_state), with a deadline. Nothing sleeps for a
result.
"""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["GIMBAL"]
DEADLINE = 120.0  # seconds; generous, because the machine may be busy
POLL = 0.02
ENDLESS_LOOP = os.environ.get("GIMBAL_ENDLESS_LOOP", "while True: pass")  # ThreadSanitizer needs a different one
SANITIZER = os.environ.get("GIMBAL_SANITIZE", "")  # "thread", "address,undefined" or none


def wait_for(condition, what, deadline=DEADLINE):
    """Returns the first true value of `condition()`. Fails with `what` when the deadline passes."""
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline:g} s for {what() if callable(what) else what}")
        time.sleep(POLL)


class Display:
    """An X server without a window manager.

    It does not start anew when its last client leaves (-noreset): a program that starts just then could not connect.
    """

    def __init__(self, size="1600x900x24"):
        ready, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(ready) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        self.environment = dict(os.environ, DISPLAY=":" + number)
        self.environment.pop("VIRTUAL_ENV", None)

    def close(self):
        self.server.terminate()
        self.server.wait()


class Window:
    """The running program. X sends the keys to its window because the pointer is over it."""

    safe_mode = True

    def __init__(self, display, folder, *arguments):
        self.display = display
        self.socket_path = os.path.join(folder, "inspect")
        self.log = open(os.path.join(folder, "stderr"), "w+")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [
                PROGRAM,
                "--user-dir",
                os.path.join(folder, "user"),
                *(["--safe-mode"] if self.safe_mode else []),
                "--inspect-socket",
                self.socket_path,
                *arguments,
            ],
            env=display.environment,
            cwd=folder,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=_default_signals,
        )
        self.connection = None
        wait_for(self._connect, lambda: "the inspect socket; " + self.output())
        wait_for(self._shows_prompt, lambda: "the first prompt; " + self.output())
        self.xdotool("mousemove", "390", "700")
        self.wait_until_started()

    def wait_until_started(self):
        self.settle()

    def _connect(self):
        if self.process.poll() is not None:
            raise AssertionError("the program ended at its start: " + self.output())
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

    def reconnect(self):
        """Waits until the program has restarted itself."""
        with contextlib.suppress(ConnectionResetError):
            while self.stream.readline():
                pass
        self._disconnect()
        wait_for(self._answers_again, lambda: "the first prompt; " + self.output())

    def _answers_again(self):
        try:  # at first the old program may still hold the socket
            return (self.connection or self._connect()) and self._shows_prompt()
        except (OSError, AssertionError):
            self._disconnect()

    def _disconnect(self):
        if self.connection is None:
            return
        with contextlib.suppress(OSError):
            self.stream.close()
        self.connection.close()
        self.connection = None

    def output(self):
        """The text that the program wrote to its standard output and error."""
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
                raise AssertionError(f"the window closed before it answered {request!r}: {self.output()}")
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

    def _shows_prompt(self):
        return any(row.startswith(">>>") for row in self.rows())

    # --- Waiting.
    def settle(self):
        """Waits until all input was read, nothing runs and the result is drawn."""
        wait_for(
            lambda: self.ask("idle") == ["yes"],
            lambda: f"the window to be idle; it waits for {self.ask('idle')}\n{self.text()}",
        )

    def wait_until_input_is_read(self):
        """Waits until all keys and clicks were read. A run may still run."""
        wait_for(
            lambda: self.ask("idle") in (["yes"], ["run"]),
            lambda: f"the input to be read; the window waits for {self.ask('idle')}",
        )

    def wait_for_rows(self, condition, what, panel="console"):
        """Waits until `condition(rows)` is true for the rows of the panel, and returns the rows."""

        def matching():
            rows = self.rows(panel)
            return condition(rows) and [rows]

        return wait_for(matching, lambda: f"{what} in {panel}:\n{self.text(panel)}")[0]

    def wait_for_row(self, wanted, panel="console"):
        return self.wait_for_rows(lambda rows: wanted in rows, f"the row {wanted!r}", panel)

    def wait_for_text(self, wanted, panel="console"):
        """Waits for text that may cover more than one row."""
        return self.wait_for_rows(lambda rows: wanted in "\n".join(rows), f"the text {wanted!r}", panel)

    def wait_until_gone(self, unwanted, panel="console"):
        return self.wait_for_rows(lambda rows: unwanted not in "\n".join(rows), f"no {unwanted!r}", panel)

    def wait_for_state(self, **wanted):
        wait_for(lambda: self.state().items() >= wanted.items(), lambda: f"the state {wanted}, not {self.state()}")

    def wait_for_layout(self, condition, what):
        """Waits until `condition(places)` is true, and returns the places: (x, y, width, height) by panel name."""

        def matching():
            places = self.layout()
            return condition(places) and places

        return wait_for(matching, lambda: f"{what}; the layout is {self.layout()}")

    def wait_until_running(self):
        self.wait_for_state(run="running")

    # --- Doing.
    def xdotool(self, *arguments):
        subprocess.run(["xdotool", *arguments], env=self.display.environment, check=True)

    def type(self, text):
        self.xdotool("type", "--delay", "12", text)

    def key(self, *names):
        self.xdotool("key", "--delay", "12", *names)

    def run(self, source):
        """Types a line and presses Return."""
        self.type(source)
        self.key("Return")

    def click(self, x, y, button=1, times=1):
        self.xdotool(
            "mousemove", str(int(x)), str(int(y)), "click", "--repeat", str(times), "--delay", "40", str(button)
        )

    def drag(self, start, end):
        self.xdotool("mousemove", *map(str, start), "mousedown", "1", "mousemove", *map(str, end), "mouseup", "1")

    def choose_menu_row(self, wanted):
        """Chooses an entry of the open menu, whose first entry is marked, by keys. Disabled entries show a reason."""
        rows = self.rows("dialog")
        before = rows[: next(n for n, row in enumerate(rows) if row.startswith(wanted))]
        for row in before:
            if not row.endswith(")"):
                self.key("Down")
                self.wait_until_input_is_read()
        self.key("Return")

    def choose_in_menus(self, wanted):
        """Opens the menus one after the other until one has the entry, and chooses it, by keys alone."""
        self.key("F10")
        self.wait_for_text("New scene", "dialog")
        for _ in range(10):  # menus
            if wanted in self.text("dialog"):
                break
            self.key("Left")  # Right would open a submenu
            self.wait_until_input_is_read()
        self.wait_for_text(wanted, "dialog")
        self.choose_menu_row(wanted)

    def click_panel(self, name):
        x, y, width, height = self.wait_for_layout(lambda places: name in places, f"the panel {name}")[name]
        self.click(x + width / 2, y + height * 0.7)

    def window_id(self):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "Gimbal"],
            env=self.display.environment,
            capture_output=True,
            text=True,
        ).stdout.split()
        return found[0] if found else None

    def resize(self, width, height):
        self.xdotool("windowsize", self.window_id(), str(width), str(height))

    def ask_to_close(self):
        """Sends what a window manager sends when the user clicks the close button."""
        from Xlib import X, display as xlib, protocol

        connection = xlib.Display(self.display.environment["DISPLAY"])
        window = connection.create_resource_object("window", int(self.window_id()))
        message = protocol.event.ClientMessage(
            window=window,
            client_type=connection.intern_atom("WM_PROTOCOLS"),
            data=(32, [connection.intern_atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]),
        )
        window.send_event(message)
        connection.sync()
        connection.close()

    def exit_code(self, deadline=DEADLINE):
        """Waits for the end of the process, and returns its exit code."""
        try:
            return self.process.wait(deadline)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {deadline:g} s") from None

    def kill(self):
        self._disconnect()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()


def _default_signals():
    # A background job of a shell inherits SIGINT as ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class StartingWindow(Window):
    """A window whose start-up scripts, or the restoring of the last session, may take long."""

    safe_mode = False

    def wait_until_started(self):
        pass


class WindowTest(unittest.TestCase):
    """Each case has its own display, folder and window. self.open() starts another window after that one was closed."""

    def arguments(self):
        """The command line of the program. May create files in self.folder."""
        return ()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="gimbal-window-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.display = Display()
        self.addCleanup(self.display.close)
        self.window = self.open(*self.arguments())

    def open(self, *arguments, kind=Window):
        window = kind(self.display, self.folder, *arguments)
        self.addCleanup(window.kill)
        return window


def header_of(rectangle, share=0.2):
    """A point on the header of a panel, near its title."""
    x, y, width, _ = rectangle
    return x + width * share, y + 14
