"""Shared by the comparisons: the C++ tool, the sources of the standard library, and the time limit.

GIMBAL_COMPARE_TOOL names the tool. GIMBAL_COMPARE_SECONDS limits each comparison (5 by default); 0 means no limit: all
sources, which takes minutes."""
import os
import random
import subprocess
import sysconfig
import time
import warnings
from pathlib import Path

SEED = 20240229


class Tool:
    def __init__(self):
        tool = os.environ["GIMBAL_COMPARE_TOOL"]
        self.process = subprocess.Popen([tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, command, data):
        self.process.stdin.write(b"%s %d\n" % (command.encode(), len(data)) + data)
        self.process.stdin.flush()
        return self.process.stdout.readline().decode().rstrip("\n")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Budget:
    def __init__(self):
        self.seconds = float(os.environ.get("GIMBAL_COMPARE_SECONDS", "5"))
        self.end = time.monotonic() + self.seconds

    def is_over(self):
        return self.seconds > 0 and time.monotonic() > self.end


def standard_library():
    """(path, text) of each source that Python itself can read, in an order that is random and the same each time."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py"))
    paths = [path for path in paths if "site-packages" not in path.parts and "dist-packages" not in path.parts]
    random.Random(SEED).shuffle(paths)
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(text, str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, UnicodeDecodeError):
            continue
        if "\f" not in text and "\r" not in text:
            yield path, text
