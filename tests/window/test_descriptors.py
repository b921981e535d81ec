"""Scripts that close descriptors which are not theirs: the window keeps answering, or it ends in order."""
import glob
import os
import pathlib
import signal
import unittest

from window import SANITIZER, WindowTest, wait_for

# Each closes the descriptor `n`, or puts another file in its place.
WAYS = {
    "a file object": "io.FileIO(n, closefd=True).close()",
    "a text file that is collected": "os.fdopen(n, 'rb')",
    "a socket": "socket.socket(fileno=n).close()",
    "the socket module": "socket.close(n)",
    "an epoll object": "select.epoll.fromfd(n).close()",
    "os.close": "os.close(n)",
    "os.closerange": "os.closerange(n, n + 1)",
    "os.dup2": "os.dup2(null, n)",
    "os.dup2, not inherited": "os.dup2(null, n, False)",
    "C code": "c.close(n)",
    "C code, in a range": "c.close_range(n, n, 0)",
    "C code, by a copy": "c.dup2(null, n), c.dup3(null, n, 0)",
}
SCRIPT = """\
import ctypes, io, os, select, socket, warnings
warnings.simplefilter("ignore")
c = ctypes.CDLL(None)
null = os.open("/dev/null", os.O_RDWR)
for n in range(3, 100):
    if n != null:
        try:
            {way}
        except OSError:
            pass
{after}
"""


class DescriptorTest(WindowTest):
    def run_script(self, way, after=""):
        path = os.path.join(self.folder, "closes.py")
        with open(path, "w") as file:
            file.write(SCRIPT.format(way=way, after=after))
        self.window.run(f"import runpy; _ = runpy.run_path({path!r})")

    def test_the_window_answers_whatever_a_script_closes_and_obeys_sigterm(self):
        for number, (name, way) in enumerate(WAYS.items()):
            if SANITIZER and name.startswith(("a ", "an ", "the ", "C ")):
                continue  # the sanitizers replace the C functions themselves
            with self.subTest(way=name):
                self.run_script(way)
                self.window.run(f"print('still here', {number} + 1)")
                self.window.wait_for_row(f"still here {number + 1}")
                self.window.settle()
        self.window.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.window.exit_code(), 0)

    def drafts(self):
        return "".join(pathlib.Path(file).read_text() for file in glob.glob(self.folder + "/user/half-typed/*"))

    def test_text_that_is_typed_never_reaches_a_file_of_the_script(self):
        self.window.type("half = 1; ")
        wait_for(lambda: "half = 1" in self.drafts(), "the draft on disk")
        data = os.path.join(self.folder, "data")
        self.run_script("os.close(n)", f"mine = [open({data!r} + str(i), 'w') for i in range(40)]")
        self.window.settle()
        self.window.type("typed afterwards")
        wait_for(lambda: "typed afterwards" in self.drafts(), "the draft on disk")
        self.assertEqual({os.path.getsize(file) for file in glob.glob(data + "*")}, {0})

    @unittest.skipIf(SANITIZER, "the sanitizers replace the C functions themselves")
    def test_the_program_ends_in_order_if_c_code_closes_everything_by_system_calls(self):
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")
        self.window.type("precious = 1")
        self.window.wait_for_row("precious = 1", "editor")
        self.window.click_panel("console")
        self.window.wait_for_state(focus="console")
        self.run_script("ctypes.CDLL('libc.so.6').close(n)")
        self.assertEqual(self.window.exit_code(), 1)
        self.window.kill()
        self.window = self.open()
        self.window.wait_for_row("precious = 1", "editor")

    @unittest.skipIf(SANITIZER, "the sanitizers replace the C functions themselves")
    def test_a_quit_or_a_signal_is_obeyed_after_c_code_has_closed_all_but_the_display(self):
        keep = "os.readlink(f'/proc/self/fd/{n}').startswith('socket') or ctypes.CDLL('libc.so.6').close(n)"
        self.run_script(keep)
        self.window.process.send_signal(signal.SIGTERM)
        self.assertIn(self.window.exit_code(), (0, 1))


if __name__ == "__main__":
    unittest.main()
