"""Event handlers: they run beside a script, events are merged, and a handler that keeps failing is removed."""
import contextlib
import functools
import io
import sys
import threading
import unittest

from support import SceneTest, undo_own, wait_until

import gimbal


class Events(SceneTest):
    def listen(self, name, handler):
        gimbal.on(name)(handler)
        self.addCleanup(gimbal.off, name, handler)

    def test_each_kind_of_change_calls_the_handlers_of_its_name(self):
        ring = gimbal.scene.add("torus")
        for name, change in [
            ("scene_changed", lambda: gimbal.scene.add("cube")),
            ("objects_changed", lambda: setattr(ring, "location", (1, 2, 3))),
            ("selection_changed", lambda: setattr(gimbal.scene, "selection", [ring])),
            ("mesh_changed", lambda: ring.mesh.smooth(iterations=1)),
            ("camera_changed", lambda: gimbal.view.orbit(5)),
            ("undo_changed", undo_own),
        ]:
            seen = []
            self.listen(name, lambda event, seen=seen: seen.append(event.name))
            change()
            wait_until(lambda: seen, name)
            self.assertEqual(set(seen), {name})

    def test_handlers_run_on_another_thread(self):
        threads = []
        self.listen("camera_changed", lambda event: threads.append(threading.get_ident()))
        gimbal.view.orbit(1)
        wait_until(lambda: threads, "the event")
        self.assertNotEqual(threads[0], threading.get_ident())

    def test_many_changes_are_merged(self):
        box, seen = gimbal.scene.add("cube"), []
        self.listen("objects_changed", lambda event: seen.append(box.location[0]))
        for x in range(20_000):
            box.location = (x, 0, 0)
        wait_until(lambda: 19_999 in seen, "the last place")  # the last change is always reported
        self.assertLess(len(seen), 20_000)

    def test_a_handler_that_raises_prints_its_traceback_and_the_others_run(self):
        seen, said = [], io.StringIO()

        def broken(event):
            raise RuntimeError("oh dear")

        self.listen("camera_changed", broken)
        self.listen("camera_changed", lambda event: seen.append(1))
        with contextlib.redirect_stderr(said):
            gimbal.view.orbit(1)
            wait_until(lambda: seen and "oh dear" in said.getvalue(), "the traceback")
        self.assertIn("in broken", said.getvalue())

    def test_a_handler_that_keeps_raising_is_removed_with_a_message(self):
        calls, said = [], io.StringIO()

        def hopeless(event):
            calls.append(1)
            raise SystemExit("not even this ends the program")

        self.listen("camera_changed", hopeless)
        with contextlib.redirect_stderr(said):
            for count in range(1, 6):
                gimbal.view.orbit(1)
                wait_until(lambda: len(calls) == count, "the call")
            wait_until(lambda: "hopeless" in said.getvalue() and "5 times in a row" in said.getvalue(), "the sentence")
        self.assertFalse(gimbal.off("camera_changed", hopeless))

    def test_off_removes_a_handler_and_returns_whether_it_was_registered(self):
        def handler(event):
            pass

        gimbal.on("camera_changed")(handler)
        self.assertTrue(gimbal.off("camera_changed", handler))
        self.assertFalse(gimbal.off("camera_changed", handler))

    def test_a_handler_may_remove_itself(self):
        calls = []

        def once(event):
            calls.append(1)
            gimbal.off("camera_changed", once)

        gimbal.on("camera_changed")(once)
        gimbal.view.orbit(1)
        wait_until(lambda: calls, "the call")
        wait_until(lambda: not gimbal.off("camera_changed", once), "its end")

    def test_running_a_script_again_replaces_its_handlers(self):
        source = "import gimbal\n@gimbal.on('camera_changed')\ndef tell(event): calls.append(1)\n"
        calls = []
        for _ in range(3):
            space = {"__name__": "__main__", "calls": calls}
            exec(source, space)
        self.addCleanup(gimbal.off, "camera_changed", space["tell"])
        gimbal.view.orbit(1)
        wait_until(lambda: calls, "the call")
        self.assertEqual(len(calls), 1)

    def test_scripts_with_handlers_of_one_name_keep_their_own(self):
        source = "import gimbal\n@gimbal.on('camera_changed')\ndef tell(event): calls.append(__file__)\n"
        calls = []
        for file in ("/a.py", "/b.py", "/b.py"):
            space = {"__name__": "__main__", "__file__": file, "calls": calls}
            exec(compile(source, file, "exec"), space)
            self.addCleanup(gimbal.off, "camera_changed", space["tell"])
        gimbal.view.orbit(1)
        wait_until(lambda: "/b.py" in calls, "the calls")
        self.assertEqual(calls, ["/a.py", "/b.py"])

    def test_unknown_events_and_objects_that_are_not_callable_raise(self):
        with self.assertRaisesRegex(ValueError, "no event 'selection'; there are: .*selection_changed"):
            gimbal.on("selection")
        with self.assertRaisesRegex(TypeError, "must be callable"):
            gimbal.on("camera_changed")(7)

    def test_a_handler_that_nobody_would_run_raises(self):
        async def waits(event):
            calls.append(1)

        def generates(event):
            yield

        for handler in (waits, generates):
            with self.assertRaisesRegex(TypeError, f"{handler.__name__}.* must be a plain function"):
                gimbal.on("camera_changed")(handler)
        calls, said = [], io.StringIO()
        self.listen("camera_changed", functools.partial(waits))
        with contextlib.redirect_stderr(said):
            gimbal.view.orbit(1)
            wait_until(lambda: "returned a coroutine" in said.getvalue(), "the error")

    def test_exit_in_a_handler_says_that_it_ended_nothing(self):
        said = io.StringIO()
        self.listen("camera_changed", lambda event: sys.exit())
        with contextlib.redirect_stderr(said):
            gimbal.view.orbit(1)
            wait_until(lambda: "ended only this call" in said.getvalue(), "the sentence")


if __name__ == "__main__":
    unittest.main()
