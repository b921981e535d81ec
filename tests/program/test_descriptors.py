"""Headless, a script that closes descriptors which are not its own ends as it would in python3."""
import signal
import unittest

from program import SANITIZER, ProgramTest

WAYS = (
    "io.FileIO(n, closefd=True).close()",
    "os.fdopen(n, 'rb')",
    "socket.socket(fileno=n).close()",
    "socket.close(n)",
    "os.close(n)",
    "os.closerange(n, n + 1)",
    "os.dup2(null, n)",
    "ctypes.CDLL(None).close(n)",
    "ctypes.CDLL(None).close_range(n, n, 0)",
    "ctypes.CDLL('libc.so.6').close(n)",
)
SCRIPT = """\
import ctypes, io, os, socket, sys, threading, warnings
warnings.simplefilter("ignore")
null = os.open("/dev/null", os.O_RDWR)
for n in range(3, 100):
    if n != null:
        try:
            {way}
        except OSError:
            pass
print("closed", flush=True)
{after}
sys.exit(5)
"""


class DescriptorTest(ProgramTest):
    def check(self, after, code, **options):
        for way in WAYS:
            if SANITIZER and not way.startswith("os.close"):
                continue  # the sanitizers replace the C functions themselves
            with self.subTest(way=way):
                process = self.start("--headless", self.script(SCRIPT.format(way=way, after=after)))
                self.assertEqual(process.stdout.readline(), "closed\n")
                for number in options.get("signals", ()):
                    process.send_signal(number)
                self.assertEqual(process.wait(120), code)

    def test_a_script_that_has_closed_every_descriptor_ends_with_its_code(self):
        self.check("thread = threading.Thread(target=print); thread.start(); thread.join()", 5)

    def test_a_signal_still_ends_it(self):
        self.check("while True: pass", -signal.SIGTERM, signals=[signal.SIGTERM])
        self.check("while True: pass", -signal.SIGINT, signals=[signal.SIGINT])


if __name__ == "__main__":
    unittest.main()
