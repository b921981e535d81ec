"""Jobs in an ordinary python3: awaited in asyncio, waited for, cancelled. What needs the program says so."""
import sys
import unittest

from plain_python import PlainPythonTest

HEAD = "import asyncio, gimbal\nring = gimbal.scene.add('torus', name='ring')\n"


class Jobs(PlainPythonTest):
    def test_a_script_awaits_meshes_files_and_commands(self):
        self.check(
            HEAD + "async def main():\n"
            "    before = ring.mesh.triangle_count\n"
            "    job = ring.mesh.subdivide_async(levels=1)\n"
            "    print(type(job) is gimbal.Job, job.title, await job, ring.mesh.triangle_count == 4 * before)\n"
            "    saved, _ = await asyncio.gather(gimbal.io.save_async('a.ply'), ring.mesh.smooth_async())\n"
            "    print(saved.objects, len(await gimbal.io.load_async('a.ply')))\n"
            "    gimbal.scene.selection = [ring]\n"
            "    print(await gimbal.ops.mesh.decimate_async(ratio=0.25), ring.mesh.triangle_count <= before)\n"
            "asyncio.run(main())\n",
            "True Subdivide None True\n1 1\nNone True\n",
        )

    def test_a_job_is_waited_for_without_an_event_loop_and_on_any_thread(self):
        self.check(
            HEAD + "import threading\n"
            "def work():\n    print(ring.mesh.smooth_async(iterations=1).result(timeout=60))\n"
            "thread = threading.Thread(target=work); thread.start(); thread.join()\n"
            "job = ring.mesh.smooth_async(iterations=1)\n"
            "print(job.result(), job.done(), job.cancelled(), job.progress)\n",
            "None\nNone True False 1.0\n",
        )

    def test_awaiting_raises_what_the_plain_function_raises(self):
        self.check(
            HEAD + "async def main():\n"
            "    try: await gimbal.io.load_async('missing.ply')\n"
            "    except FileNotFoundError as error: print(error.filename)\n"
            "asyncio.run(main())\n",
            "missing.ply\n",
        )

    def test_a_cancelled_job_leaves_the_mesh_as_it_is(self):
        self.check(
            HEAD + "ring.mesh.subdivide(levels=4)\nbefore = bytes(ring.mesh.vertices)\n"
            "async def main():\n"
            "    try: await asyncio.wait_for(ring.mesh.smooth_async(iterations=1000), 0.01)\n"
            "    except asyncio.TimeoutError: print('late')\n"
            "    job = ring.mesh.smooth_async(iterations=1000)\n"
            "    job.cancel()\n"
            "    try: await job\n"
            "    except asyncio.CancelledError as error: print(error, job.cancelled())\n"
            "asyncio.run(main())\n"
            "print(bytes(ring.mesh.vertices) == before)\n",
            "late\nSmooth was cancelled True\nTrue\n",
        )

    def test_ctrl_c_ends_the_wait_for_a_job_and_cancels_it(self):
        self.check_interrupted(
            HEAD + "ring.mesh.subdivide(levels=4)\n"
            "job = ring.mesh.smooth_async(iterations=1000)\n"
            "try: print('working', flush=True); job.result()\n"
            "except KeyboardInterrupt: print('interrupted')\n"
            "try: job.result(timeout=60)\n"
            "except asyncio.CancelledError: print('cancelled')\n",
            "interrupted\ncancelled\n",
        )

    def test_a_job_of_a_mesh_by_value_changes_that_mesh_also_if_nobody_waits_for_it(self):
        self.check(
            HEAD + "mesh = ring.mesh.copy()\nbefore = mesh.triangle_count\n"
            "job = mesh.subdivide_async(levels=1)\n"
            "while not job.done(): pass\n"
            "print(mesh.triangle_count == 4 * before, ring.mesh.triangle_count == before, mesh.object)\n",
            "True True None\n",
        )

    def test_a_mesh_by_value_that_was_changed_meanwhile_keeps_the_change(self):
        self.check(
            HEAD + "mesh = ring.mesh.copy()\n"
            "mesh.subdivide(levels=4)\n"
            "job = mesh.smooth_async(iterations=50)\n"
            "mesh.colours = None\n"
            "try: job.result()\n"
            "except RuntimeError as error: print(error)\n",
            "another thread has changed the mesh meanwhile; nothing was changed\n",
        )

    def test_a_forked_child_has_jobs_of_its_own_and_not_those_of_its_parent(self):
        self.check(
            HEAD + "import os\n"
            "ring.mesh.subdivide(levels=4)\n"
            "job = ring.mesh.smooth_async(iterations=1000)\n"
            "pid = os.fork()\n"
            "if pid == 0:\n"
            "    try: job.result()\n"
            "    except RuntimeError as error: print(error, flush=True)\n"
            "    print(gimbal.scene.add('cube').mesh.smooth_async(iterations=1).result(), flush=True)\n"
            "    os._exit(3)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), job.cancel())\n",
            "Smooth was started before the fork, and only the parent does it\nNone\n3 True\n",
        )

    def test_python_ends_while_threads_wait_for_jobs(self):
        for wait in (
            "ring.mesh.smooth_async(iterations=1000).result()",
            "asyncio.run(wait())",
            "gimbal.scene.add('cube').mesh.smooth_async(iterations=1).result()",
        ):
            code = (
                HEAD + "import threading\nring.mesh.subdivide(levels=3)\nbegun = threading.Barrier(3)\n"
                "async def wait(): await ring.mesh.smooth_async(iterations=1000)\n"
                "def work():\n    begun.wait()\n    while True:\n        try: " + wait + "\n"
                "        except RuntimeError: pass\n"  # another thread has changed the mesh
                "for _ in range(2): threading.Thread(target=work, daemon=True).start()\n"
                "begun.wait()\n"
            )
            for _ in range(5):
                with self.subTest(wait=wait):
                    self.check(code, "")


class NeedsTheProgram(PlainPythonTest):
    def test_what_needs_the_window_names_the_remedy(self):
        for call in ("gimbal.ui.ask('Go on?')", "gimbal.ui.choose_file()", "gimbal.view.screenshot(window=True)"):
            code, out, err = self.run_python(
                "-c", f"import gimbal\ntry: {call}\nexcept RuntimeError as error: print(error)\n"
            )
            with self.subTest(call=call):
                self.assertEqual((code, err), (0, ""))
                self.assertIn("needs the window, which this process does not have: run `gimbal script.py`", out)

    def test_a_message_is_printed_on_stderr_and_the_script_goes_on(self):
        done = self.run_python("-c", "import gimbal; gimbal.ui.message('done'); print('on')")
        self.assertEqual(done, (0, "on\n", "gimbal: done\n"))

    def test_timers_are_refused_with_the_remedy(self):
        self.check(
            "import gimbal\n"
            "try: gimbal.timers.call_later(1, print)\n"
            "except RuntimeError as error: print(error)\n"
            "print(gimbal.timers.active(), gimbal.background_tasks())\n",
            "timers need the engine of the program, which this process or interpreter does not have: use "
            "threading.Timer\n[] []\n",
        )

    @unittest.skipIf(sys.version_info >= (3, 14), "those of the standard library")
    def test_sub_interpreters_are_refused_with_the_remedy(self):
        code, out, err = self.run_python(
            "-c", "import gimbal\ntry: gimbal.interpreters\nexcept ImportError as error: print(error)\n"
        )
        self.assertEqual((code, err), (0, ""))
        self.assertIn("this process has none: use multiprocessing", out)


if __name__ == "__main__":
    unittest.main()
