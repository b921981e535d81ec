"""Heavy commands as jobs: awaited, waited for, cancelled, several at once."""
import asyncio
import functools
import gc
import inspect
import os
import threading
import unittest

import gimbal
from support import SceneTest, run_program, undo_own, wait_until


class Jobs(SceneTest):
    def test_a_job_is_awaited_and_does_what_the_method_does(self):
        first, second = gimbal.scene.add("cube", name="a"), gimbal.scene.add("cube", name="b")

        async def main():
            return await first.mesh.subdivide_async(levels=2)

        self.assertIsNone(asyncio.run(main()))
        second.mesh.subdivide(levels=2)
        self.assertEqual(first.mesh.triangle_count, second.mesh.triangle_count)
        self.assertEqual(first.mesh.bounds, second.mesh.bounds)

    def test_several_meshes_are_worked_on_at_once(self):
        objects = [gimbal.scene.add("cube", name=f"cube {i}") for i in range(5)]

        async def main():
            jobs = [each.mesh.subdivide_async(3) for each in objects]
            self.assertEqual({type(job) for job in jobs}, {gimbal.Job})
            await asyncio.gather(*jobs)

        asyncio.run(main())
        self.assertEqual({each.mesh.triangle_count for each in objects}, {12 * 4**3})

    def test_result_waits_and_tells_the_progress(self):
        job = gimbal.scene.add("torus", name="ring").mesh.smooth_async(iterations=5)
        self.assertIsNone(job.result(timeout=60))
        self.assertTrue(job.done())
        self.assertFalse(job.cancelled())
        self.assertEqual(repr(job), '<job "Smooth": done>')
        self.assertTrue(job.progress is None or 0 <= job.progress <= 1)
        self.assertEqual(job.title, "Smooth")

    def test_each_heavy_command_has_a_function_that_returns_a_job(self):
        import _gimbal

        for command in _gimbal.commands():
            space, _, name = command["name"].partition(".")
            operators = getattr(gimbal.ops, space)
            self.assertEqual(hasattr(operators, name + "_async"), command["heavy"], command["name"])
            method = getattr(gimbal.Mesh, name, None) if space == "mesh" else None
            if method:
                later = getattr(gimbal.Mesh, name + "_async")
                self.assertEqual(inspect.signature(later), inspect.signature(method))
        gimbal.scene.select(gimbal.scene.add("cube", name="cube"))
        self.assertIsNone(gimbal.ops.mesh.subdivide_async(levels=1).result())
        self.assertEqual(gimbal.scene.objects["cube"].mesh.triangle_count, 48)
        with self.assertRaisesRegex(ValueError, "object.delete takes no time"):
            _gimbal.start_command("object.delete", {})
        with self.assertRaisesRegex(KeyError, "there is no command"):
            _gimbal.start_command("mesh.melt", {})

    def test_files_are_written_and_read_beside_the_script(self):
        gimbal.scene.add("cube", name="box")
        path = self.path("box.ply")

        async def main():
            saved = await gimbal.io.save_async(path)
            self.assertEqual((saved.objects, saved.path), (1, path))
            (loaded,) = await gimbal.io.load_async(path)
            self.assertEqual(loaded.mesh.triangle_count, 12)
            scene = await gimbal.io.save_scene_async(self.path("all.gimbal"))
            self.assertEqual(scene.objects, 2)
            gimbal.scene.clear()
            self.assertIsNone(await gimbal.io.load_scene_async(self.path("all.gimbal")))

        asyncio.run(main())
        self.assertEqual(len(gimbal.scene.objects), 2)

    def test_a_coroutine_gets_a_picture(self):
        gimbal.scene.add("torus", name="ring")
        path = self.path("ring.png")

        async def main():
            written, pixels = await asyncio.gather(
                gimbal.view.screenshot_async(path, 64, 48), gimbal.view.screenshot_async(width=64, height=48)
            )
            self.assertEqual(written, path)
            self.assertEqual(bytes(pixels), bytes(gimbal.view.screenshot(width=64, height=48)))

        asyncio.run(main())
        with open(path, "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

    def test_errors_of_a_picture_come_at_the_call_or_at_the_await(self):
        with self.assertRaisesRegex(ValueError, "width"):
            gimbal.view.screenshot_async(width=0)
        with self.assertRaisesRegex(ValueError, "end in .png"):
            gimbal.view.screenshot_async(self.path("ring.bmp"))
        missing = self.path("none", "ring.png")
        with self.assertRaises(FileNotFoundError) as failed:
            gimbal.view.screenshot_async(missing, 16, 16).result()
        self.assertEqual(failed.exception.filename, missing)
        self.assertEqual(
            inspect.signature(gimbal.view.screenshot_async), inspect.signature(gimbal.view.screenshot)
        )

    def test_errors_are_those_of_the_plain_functions_at_the_await(self):
        missing = self.path("none.ply")
        with self.assertRaises(FileNotFoundError) as failed:
            gimbal.io.load_async(missing).result()
        self.assertEqual(failed.exception.filename, missing)
        with self.assertRaises(IsADirectoryError):
            gimbal.scene.add("cube")
            gimbal.io.save_async(self.folder + "/").result()
        with self.assertRaises(gimbal.MeshFileError):
            gimbal.io.load_async(self.write("bad.ply", "no mesh")).result()
        with self.assertRaises(gimbal.SceneFileError):
            gimbal.io.load_scene_async(self.write("bad.gimbal", "no scene")).result()
        with self.assertRaisesRegex(ValueError, "iterations"):  # at once, on the caller's thread
            gimbal.scene.add("cube").mesh.smooth_async(iterations=-1)

    def test_a_mesh_that_is_gone_is_a_reference_error(self):
        cube = gimbal.scene.add("cube", name="gone")
        mesh = cube.mesh
        cube.remove()
        with self.assertRaises(ReferenceError):
            mesh.smooth_async()
        cube = gimbal.scene.add("cube", name="going")
        cube.mesh.subdivide(5)
        job = cube.mesh.smooth_async(iterations=1000)
        cube.remove()
        with self.assertRaises(ReferenceError):
            job.result()

    def test_cancelling_leaves_the_mesh_as_it_is(self):
        cube = gimbal.scene.add("cube", name="cube")
        cube.mesh.subdivide(6)
        before = bytes(memoryview(cube.mesh.vertices).cast("B"))

        async def main():
            job = cube.mesh.smooth_async(iterations=1000)
            task = asyncio.ensure_future(job)
            await asyncio.sleep(0)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            wait_until(job.done, "the cancelled job")
            self.assertTrue(job.cancelled())
            with self.assertRaises(asyncio.CancelledError):
                await job
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(cube.mesh.smooth_async(iterations=1000), 0.01)
            jobs = [cube.mesh.smooth_async(iterations=1000) for _ in range(10)]  # most wait for a worker
            for job in jobs:
                self.assertTrue(job.cancel())
            for job in jobs:
                wait_until(job.done, "each job")
                self.assertFalse(job.cancel())

        gc.collect()  # the memoryview
        asyncio.run(main())
        self.assertEqual(bytes(memoryview(cube.mesh.vertices).cast("B")), before)

    def test_a_timeout_of_result_leaves_the_job_running(self):
        cube = gimbal.scene.add("cube", name="cube")
        cube.mesh.subdivide(6)
        job = cube.mesh.smooth_async(iterations=1000)
        with self.assertRaisesRegex(TimeoutError, "Smooth.*0.001"):
            job.result(timeout=0.001)
        self.assertFalse(job.cancelled())
        job.cancel()
        wait_until(job.done)

    def test_what_a_run_awaits_is_one_step_with_the_run(self):
        gimbal.app.end_step()
        cube = gimbal.scene.add("cube", name="cube")

        async def main():
            await cube.mesh.subdivide_async(1)
            await cube.mesh.smooth_async()

        asyncio.run(main())
        self.assertTrue(undo_own())
        self.assertNotIn("cube", gimbal.scene.objects)

    def test_threads_wait_for_jobs_with_loops_of_their_own(self):
        objects = [gimbal.scene.add("cube", name=str(i)) for i in range(4)]
        done = []

        async def main(each):
            await each.mesh.subdivide_async(2)
            done.append(each.mesh.triangle_count)

        threads = [threading.Thread(target=lambda each=each: asyncio.run(main(each))) for each in objects]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(done, [192] * 4)

    def test_a_job_of_a_script_that_ends_harms_nothing(self):
        for ending in ("", "raise SystemExit(3)", "import os; os._exit(3)"):
            code = (
                "import gimbal, asyncio, threading\n"
                "cube = gimbal.scene.add('cube'); cube.mesh.subdivide(6)\n"
                "jobs = [cube.mesh.smooth_async(iterations=1000) for _ in range(3)]\n" + ending
            )
            run = run_program(self.folder, code)
            self.assertEqual((run.returncode, run.stderr), (3 if ending else 0, ""))

    def test_a_thread_that_outlives_the_script_gets_its_result(self):
        code = (
            "import gimbal, asyncio, threading\n"
            "cube = gimbal.scene.add('cube')\n"
            "async def main():\n"
            "    await asyncio.sleep(0.2)\n"
            "    await cube.mesh.subdivide_async(5)\n"
            "    print(cube.mesh.triangle_count, flush=True)\n"
            "threading.Thread(target=lambda: asyncio.run(main())).start()\n"
        )
        run = run_program(self.folder, code)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "12288\n", ""))

    def test_a_forked_child_has_no_workers(self):
        mesh = gimbal.scene.add("cube").mesh
        child = os.fork()
        if child == 0:
            try:
                mesh.smooth_async()
                os._exit(1)
            except RuntimeError as error:
                os._exit(0 if "spawn" in str(error) else 2)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)


class WithoutWindow(unittest.TestCase):
    def test_what_needs_the_window_says_so(self):
        picture = functools.partial(gimbal.view.screenshot, window=True)
        later = functools.partial(gimbal.view.screenshot_async, window=True)
        for ask in (functools.partial(gimbal.ui.ask, "Go on?"), gimbal.ui.choose_file, picture, later):
            with self.assertRaisesRegex(RuntimeError, "needs the window"):
                ask()
        self.assertFalse(gimbal.ui.is_ui_thread())

    def test_arguments_of_dialogs_are_checked(self):
        with self.assertRaisesRegex(TypeError, "choices must be a list of str"):
            gimbal.ui.ask("?", choices="yes")
        with self.assertRaisesRegex(ValueError, "1 to 12"):
            gimbal.ui.ask("?", choices=[])
        with self.assertRaisesRegex(TypeError, "item 1 of the list is 2, an int, not a str"):
            gimbal.ui.ask("?", choices=["a", 2])
        with self.assertRaisesRegex(ValueError, "timeout must be above 0"):
            gimbal.ui.ask("?", timeout=0)
        with self.assertRaisesRegex(ValueError, "'open' or 'save'"):
            gimbal.ui.choose_file("read")
        with self.assertRaisesRegex(ValueError, "begin with a dot"):
            gimbal.ui.choose_file(extensions=["png"])
        with self.assertRaisesRegex(ValueError, "leave out width"):
            gimbal.view.screenshot(width=10, window=True)


if __name__ == "__main__":
    unittest.main()
