"""A program that listens, in a folder of its own, and peers of it."""
import os
import subprocess
import sys

from program import DEADLINE_S, ProgramTest

SOURCE = os.environ.get("GIMBAL_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(SOURCE, "console"))
sys.path.append(os.path.join(SOURCE, "console", "tests", "link"))  # last: it has a link_support, too

import gimbal_link  # noqa: E402  the tree's own
from link_helpers import RefusalTest, triangle, wait_for  # noqa: E402, F401

SERVE = """
import gimbal
from gimbal import link

@link.register
def double(request, x: float):
    return 2 * x

@link.register
def height(request, name: str):
    snapshot = link.streams[name].wait(timeout=%d)
    return snapshot.arrays["positions"].tolist()[0][2]

{more}
print("ready", *link.addresses(), flush=True)
{then}
""" % DEADLINE_S


class LinkTest(RefusalTest, ProgramTest):
    def setUp(self):
        super().setUp()
        self.run_time = os.path.join(self.folder, "run")  # the link's folder is in it
        os.mkdir(self.run_time, 0o700)
        os.environ["XDG_RUNTIME_DIR"] = self.run_time

    def serve(self, *options, more="", then="link.serve()"):
        """Starts a program that listens and serves, and returns it with the line in which it says where."""
        script = self.script(SERVE.format(more=more, then=then), "serve.py")
        process = self.start("--headless", *options, script, cwd=self.folder, stdin=subprocess.PIPE)
        line = process.stdout.readline()
        if not line.startswith("ready"):
            process.kill()
            raise AssertionError(line + process.stderr.read())
        return process, line.split()[1:]

    def connect(self, address="gimbal", **options):
        client = gimbal_link.connect(address, "test", timeout=DEADLINE_S, **options)
        self.addCleanup(client.close)
        return client
