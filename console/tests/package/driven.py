"""Starts an example on an X display of its own and uses it as a person would: xdotool types and clicks. What a script
computed is read from the files that it writes, and what the console shows from the clipboard."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ.get("EXAMPLE", "")
DEADLINE = float(os.environ.get("DEADLINE", "120"))  # seconds; generous, because the machine may be busy
POLL = 0.02
GLFW_3_4 = "Failed to detect any supported platform"  # what this version says of any display that it cannot open
ENDLESS_LOOP = os.environ.get("GIMBAL_ENDLESS_LOOP", "while True: pass")  # ThreadSanitizer needs a different one


def wait_for(condition, what):
    """Returns the first true value of `condition()`. Fails with `what` when the deadline passes."""
    end = time.monotonic() + DEADLINE
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {DEADLINE:g} s for {what}")
        time.sleep(POLL)
    return value


class WithoutDisplay:
    """Cases for an example without an X server: it says so and ends."""

    def error_with(self, **display):
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        done = subprocess.run(
            [PROGRAM], env=environment | display, capture_output=True, text=True, timeout=DEADLINE, cwd="/"
        )
        self.assertEqual(done.returncode, 1, done.stderr)
        return done.stderr

    def test_no_display_is_an_error_with_a_reason(self):
        self.assertRegex(self.error_with(), "DISPLAY environment variable is missing|" + GLFW_3_4)

    def test_a_display_that_is_not_there_is_an_error_with_a_reason(self):
        self.assertRegex(self.error_with(DISPLAY="/nowhere:7"), "display /nowhere:7|" + GLFW_3_4)


class DrivenExample(unittest.TestCase):
    """Each case has its own display, folder and process. The folder is the working folder of the process."""

    title = ""  # of the window
    text = (400, 300)  # a point of the window in the text of the console

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gimbal-example-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        ready, write = os.pipe()
        # Without -noreset the server starts anew when xdotool, its only client, leaves. The example could not connect.
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x600x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        os.close(write)
        with os.fdopen(ready) as pipe:
            self.environment = dict(os.environ, DISPLAY=":" + pipe.readline().strip(), HOME=str(self.folder))
        self.prepare()
        with open(self.folder / "written", "w") as written:
            self.process = subprocess.Popen(
                [PROGRAM],
                cwd=self.folder,
                env=self.environment,
                stdout=written,
                stderr=written,
                # A background job of a shell inherits SIGINT as ignored.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        wait_for(self.window_id, f"the window; it wrote {(self.folder / 'written').read_text()!r}")
        self.wait_until_ready()

    def prepare(self):
        """May create files in self.folder."""

    def wait_until_ready(self):
        """A click before the first frame hits nothing, so it is repeated."""
        self.enter_until_it_runs("ready", lambda: self.click(*self.text))

    def enter_until_it_runs(self, name, before):
        """Enters a line that makes the file `name`, again and again, because keys before a frame with the console are
        lost. `before` gives the console the keyboard."""

        def runs():
            before()
            self.key("ctrl+c")
            self.enter(f"open('{name}', 'w').close()")
            return self.appears(name, seconds=2)

        wait_for(runs, f"a line that makes the file {name!r}")

    # --- Doing.
    def xdotool(self, *arguments):
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True)

    def type(self, text):
        self.xdotool("type", "--delay", "12", text)

    def key(self, *names):
        self.xdotool("key", "--delay", "12", *names)

    def enter(self, source):
        self.type(source)
        self.key("ctrl+Return")

    def click(self, x, y):
        self.xdotool("mousemove", str(x), str(y), "mousedown", "1", "mouseup", "1")

    def ask_to_close(self):
        """Sends what a window manager sends when the user clicks the close button."""
        from Xlib import X, display as xlib, protocol

        connection = xlib.Display(self.environment["DISPLAY"])
        window = connection.create_resource_object("window", int(self.window_id()))
        close = [connection.intern_atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]
        window.send_event(
            protocol.event.ClientMessage(
                window=window, client_type=connection.intern_atom("WM_PROTOCOLS"), data=(32, close)
            )
        )
        connection.sync()
        connection.close()

    # --- Reading.
    def output_of(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=DEADLINE).stdout

    def window_id(self):
        return self.output_of("xdotool", "search", "--onlyvisible", "--name", self.title).decode().split("\n")[0]

    def appears(self, name, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if (self.folder / name).exists():
                return True
            time.sleep(POLL)
        return False

    def wait_for_file(self, name, content=""):
        path = self.folder / name
        wait_for(
            lambda: path.exists() and path.read_text() == content,
            f"the file {name} with {content!r}",
        )

    def last_run(self):
        """Selects the last run in the scrollback and copies it."""
        self.key("alt+Prior", "ctrl+c")
        return self.output_of("xclip", "-selection", "clipboard", "-o").decode()

    def wait_for_exit_code(self, code):
        self.assertEqual(self.process.wait(DEADLINE), code, (self.folder / "written").read_text())
