"""An interrupt ends native work and leaves the mesh unchanged."""
import signal
import threading
import unittest

from support import SceneTest

import gimbal


class Stop(SceneTest):
    def setUp(self):
        super().setUp()
        # A program started in the background inherits SIGINT ignored.
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler))

    def interrupt_when(self, started):
        script = threading.main_thread().ident

        def send():
            started.wait()
            signal.pthread_kill(script, signal.SIGINT)

        sender = threading.Thread(target=send)
        sender.start()
        self.addCleanup(sender.join)

    def heavy(self):
        ball = gimbal.scene.add("sphere", name="ball")
        ball.mesh.subdivide(levels=5)  # about two million triangles: smoothing takes many seconds
        return ball

    def test_an_interrupt_ends_native_work_and_changes_nothing(self):
        ball = self.heavy()
        area, started = ball.mesh.area, threading.Event()
        self.interrupt_when(started)
        with self.assertRaises(KeyboardInterrupt):
            started.set()
            for _ in range(100):  # the signal may come before the first call
                ball.mesh.smooth(iterations=1000)
        self.assertEqual(ball.mesh.area, area)
        ball.mesh.decimate(ratio=0.001)  # the worker is available again

    def test_what_another_thread_changes_during_native_work_is_kept(self):
        ball = gimbal.scene.add("sphere")
        ball.selected = True
        ball.mesh.subdivide(levels=3)
        before, failed = ball.mesh.bounds, []

        def run(smooth):
            try:
                smooth(iterations=300)
            except RuntimeError as error:
                failed.append(str(error))

        for smooth in (ball.mesh.smooth, gimbal.ops.mesh.smooth):
            worker = threading.Thread(target=run, args=[smooth])
            worker.start()
            colours = 0
            while worker.is_alive():
                colours += 1
                ball.mesh.colours = [(1, 0, 1 / colours)] * ball.mesh.vertex_count
            self.assertAlmostEqual(ball.mesh.colours[0][2], 1 / colours, places=6)
            self.assertEqual(ball.mesh.bounds, before)
        self.assertEqual(failed, ["the mesh of 'sphere' was changed meanwhile: run it again"] * 2)

    def test_other_threads_run_while_native_work_does(self):
        ball, ticks, done = self.heavy(), [], threading.Event()

        def tick():
            while not done.wait(0.001):
                ticks.append(1)

        ticker = threading.Thread(target=tick)
        ticker.start()
        before = len(ticks)
        ball.mesh.smooth(iterations=20)
        done.set()
        ticker.join()
        self.assertGreater(len(ticks) - before, 5)


if __name__ == "__main__":
    unittest.main()
