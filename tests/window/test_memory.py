"""A script that uses up the memory."""
import os
import resource
import unittest

from window import SANITIZER, WindowTest, wait_for

SPARE = 200 << 20  # bytes that the process may take beyond what it has
SCRIPT = """
import os
import time
parts, size = [], 1 << 26
while size > 1 << 16:
    try:
        parts.append(bytearray(size))
    except MemoryError:
        size //= 2
open({begun!r}, "w").close()
while not os.path.exists({go_on!r}):
    time.sleep(0.05)
parts.clear()
print("survived")
"""


class MemoryTest(WindowTest):
    @unittest.skipIf(SANITIZER == "thread", "ThreadSanitizer ends the program when its own tables cannot grow")
    def test_the_window_outlives_a_script_that_uses_up_the_memory(self):
        begun, go_on = (os.path.join(self.folder, name) for name in ("begun", "go_on"))
        script = os.path.join(self.folder, "greedy.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write(SCRIPT.format(begun=begun, go_on=go_on))
        pid = self.window.process.pid
        with open(f"/proc/{pid}/statm", encoding="utf-8") as file:
            taken = int(file.read().split()[0]) * resource.getpagesize()
        before = resource.prlimit(pid, resource.RLIMIT_AS)
        resource.prlimit(pid, resource.RLIMIT_AS, (taken + SPARE, before[1]))
        self.window.run(f"exec(open({script!r}).read())")
        wait_for(lambda: os.path.exists(begun), "the script to have taken all memory")
        self.window.resize(1500, 850)  # needs larger pictures and draw lists
        for x in range(100, 700, 60):
            self.window.xdotool("mousemove", str(x), "200")
        self.window.resize(1590, 890)
        open(go_on, "w", encoding="utf-8").close()
        self.window.wait_for_row("survived")
        resource.prlimit(pid, resource.RLIMIT_AS, before)
        self.window.run("6 * 7")
        self.window.wait_for_row("42")


if __name__ == "__main__":
    unittest.main()
