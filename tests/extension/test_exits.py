"""Ctrl-C ends a heavy call, and python3 ends with its own exit code, whatever its threads do with gimbal."""
import unittest

from plain_python import PlainPythonTest

HEAVY = "ring = gimbal.scene.add('torus'); ring.mesh.subdivide(levels=5)\n"  # about a million triangles
ENDLESS = "while True: ring.mesh.smooth(iterations=1000)\n"


class Interrupts(PlainPythonTest):
    def test_ctrl_c_in_a_heavy_call_raises_keyboard_interrupt_soon(self):
        self.check_interrupted(
            "import gimbal, time\n" + HEAVY
            + "try: print('working', flush=True); ring.mesh.smooth(iterations=1000)\n"
            "except KeyboardInterrupt: print('interrupted', gimbal.scene.objects.keys(), flush=True)\n",
            "interrupted ['torus']\n",
        )

    def test_a_signal_handler_of_the_script_runs_during_a_heavy_call(self):
        self.check(
            "import gimbal, signal\n" + HEAVY + "def ring_alarm(number, frame): raise TimeoutError('alarm')\n"
            "signal.signal(signal.SIGALRM, ring_alarm)\n"
            "signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
            "try:\n    " + ENDLESS + "except TimeoutError as error: print(error)\n",
            "alarm\n",
        )


class Exits(PlainPythonTest):
    def test_sys_exit_and_an_uncaught_error_have_their_codes(self):
        self.assertEqual(self.run_python("-c", "import gimbal, sys; gimbal.scene.add('cube'); sys.exit(7)")[0], 7)
        self.assertEqual(self.run_python("-c", "import gimbal; gimbal.app.quit(4)")[0], 4)
        code, _, err = self.run_python("-c", "import gimbal; 1 / 0")
        self.assertEqual(code, 1)
        self.assertTrue(err.endswith("ZeroDivisionError: division by zero\n"), err)

    def test_atexit_functions_use_gimbal_whether_registered_before_or_after_the_import(self):
        self.check(
            "import atexit\n"
            "@atexit.register\n"
            "def last(): gimbal.scene.add('cube'); print('last', gimbal.view.screenshot(width=8, height=8).shape)\n"
            "import gimbal\n"
            "@atexit.register\n"
            "def first():\n"
            "    gimbal.scene.add('cube').mesh.subdivide(levels=1); print('first', len(gimbal.scene.objects))\n",
            "first 1\nlast (8, 8, 4)\n",
        )

    def test_threads_that_work_when_python_ends_do_no_harm(self):
        for work in (
            "ring.mesh.smooth(iterations=1000)",
            "gimbal.scene.add('cube').remove()",
            "gimbal.view.screenshot(width=64, height=64)",
            "gimbal.scene.add_mesh('m', ((0, 0, i) for i in range(3)), [(0, 1, 2)])",
        ):
            code = (
                "import gimbal, threading\nring = gimbal.scene.add('torus')\n"
                "begun = threading.Barrier(3)\n"
                "def work():\n    begun.wait()\n    while True: " + work + "\n"
                "for _ in range(2): threading.Thread(target=work, daemon=True).start()\n"
                "begun.wait()\n"
            )
            for _ in range(3):
                with self.subTest(work=work):
                    self.check(code, "")

    def test_a_thread_that_is_no_daemon_finishes_its_work(self):
        self.check(
            "import gimbal, threading\n"
            "def work():\n"
            "    gimbal.scene.add('torus').mesh.subdivide(levels=2); print(gimbal.scene.triangle_count > 0)\n"
            "threading.Thread(target=work).start()\n",
            "True\n",
        )

    def test_thirty_imports_end_with_zero(self):
        for number in range(30):
            with self.subTest(number=number):
                self.check("import gimbal; gimbal.scene.add('cube').mesh.smooth(iterations=1)", "")

    def test_a_forked_child_works_and_ends_by_itself(self):
        self.check(
            "import gimbal, os, sys\n"
            "ring = gimbal.scene.add('torus', name='ring')\n"
            "ring.mesh.subdivide(levels=2)\n"  # starts the workers
            "handled = []\n"
            "@gimbal.on('mesh_changed')\n"
            "def note(event): handled.append(os.getpid())\n"
            "ring.mesh.smooth(iterations=1)\n"
            "pid = os.fork()\n"
            "if pid == 0:\n"
            "    ring.mesh.subdivide(levels=1); ring.mesh.decimate(ratio=0.5)\n"
            "    gimbal.scene.add('cube')\n"
            "    while os.getpid() not in handled: pass\n"
            "    print(len(gimbal.scene.objects), flush=True)\n"
            "    sys.exit(3)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), len(gimbal.scene.objects))\n",
            "2\n3 1\n",
        )

    def test_a_fork_during_native_work_of_another_thread_leaves_the_child_a_scene_to_use(self):
        self.check(
            "import gimbal, os, threading\n"
            "ring = gimbal.scene.add('torus', name='ring'); ring.mesh.subdivide(levels=1)\n"
            "go = True\n"
            "def work():\n    while go: ring.mesh.smooth(iterations=1)\n"
            "thread = threading.Thread(target=work); thread.start()\n"
            "codes = set()\n"
            "for _ in range(20):\n"
            "    pid = os.fork()\n"
            "    if pid == 0:\n"
            "        gimbal.scene.add('cube').mesh.smooth(iterations=1)\n"
            "        os._exit(len(gimbal.scene.objects))\n"
            "    codes.add(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
            "go = False\n"
            "thread.join()\n"
            "print(codes)\n",
            "{2}\n",
        )

    def test_a_child_of_a_fork_after_a_picture_refuses_pictures_with_the_remedy(self):
        code, out, err = self.run_python(
            "-c",
            "import gimbal, os\ngimbal.view.screenshot(width=8, height=8)\n"
            "pid = os.fork()\nif pid == 0:\n    try: gimbal.view.screenshot(width=8, height=8)\n"
            "    except RuntimeError as error: print(error, flush=True)\n    raise SystemExit\nos.waitpid(pid, 0)\n",
        )
        self.assertEqual((code, err), (0, ""))
        self.assertIn('start the child with multiprocessing.get_context("spawn")', out)


if __name__ == "__main__":
    unittest.main()
