"""A Python thread goes on while the script is in native code of the module or waits."""
import threading
import time
import unittest

from support import DEADLINE_SECONDS, SceneTest

import gimbal


class CountingThread:
    """Counts as long as the `with` block runs."""

    def __enter__(self):
        self.count, self.over = 0, False
        self.thread = threading.Thread(target=self.work)
        self.thread.start()
        return self

    def work(self):
        while not self.over:
            self.count += 1

    def __exit__(self, *_):
        self.over = True
        self.thread.join()


class Threads(SceneTest):
    def counts_during(self, work):
        """How far a thread counts during one call. The calls are repeated until it counts, or a deadline passes."""
        end = time.monotonic() + DEADLINE_SECONDS
        with CountingThread() as thread:
            while time.monotonic() < end:
                before = thread.count
                work()
                if thread.count > before + 100:
                    return thread.count - before
        return 0

    def test_a_thread_goes_on_during_native_work(self):
        ball = gimbal.scene.add("sphere")
        ball.mesh.subdivide(levels=4)
        self.assertGreater(self.counts_during(lambda: ball.mesh.smooth(iterations=20)), 100)

    def test_a_thread_goes_on_while_a_file_is_written_and_read(self):
        ball = gimbal.scene.add("sphere")
        ball.mesh.subdivide(levels=4)
        path = self.path("ball.ply")
        self.assertGreater(self.counts_during(lambda: gimbal.io.save(path, ball)), 100)
        self.assertGreater(self.counts_during(lambda: gimbal.io.load(path)), 100)

    def test_a_thread_goes_on_while_the_script_waits(self):
        self.assertGreater(self.counts_during(lambda: time.sleep(0.02)), 100)

    def test_several_threads_go_on(self):
        ball = gimbal.scene.add("sphere")
        ball.mesh.subdivide(levels=4)
        with CountingThread() as one, CountingThread() as two:
            self.assertGreater(self.counts_during(lambda: ball.mesh.smooth(iterations=20)), 100)
            self.assertGreater(min(one.count, two.count), 0)


if __name__ == "__main__":
    unittest.main()
