"""Work that ends the program twice while it is restored is set aside, named and offered: no third start repeats it."""

import glob
import os
import signal
import subprocess
import unittest

from window import PROGRAM, WindowTest, wait_for


class RestoringTest(WindowTest):
    def unsaved(self, name):
        return glob.glob(os.path.join(self.folder, "user", "unsaved", "*", name))

    def leave_work(self):
        self.window.run("_ = gimbal.scene.add('cube', name='kept box')")
        self.window.settle()
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")
        self.window.type("precious = 1")
        self.window.wait_for_row("precious = 1", "editor")
        self.wait_until_kept(self.window)
        self.window.kill()

    def wait_until_kept(self, window):
        def all_kept():
            return all(line.split()[1] == line.split()[2] for line in window.ask("kept"))

        wait_for(all_kept, lambda: f"the work on disk: {window.ask('kept')}")

    def crash_while_restoring(self, times):
        for _ in range(times):
            self.crash_once()

    def crash_once(self):
        """Starts the program, which dies of a fault before it has drawn what it restores."""
        with open(os.path.join(self.folder, "early"), "w") as out:
            began = os.fstat(out.fileno()).st_mtime_ns  # of the same clock as the marks
            process = subprocess.Popen(
                [PROGRAM, "--user-dir", os.path.join(self.folder, "user"), "--safe-mode"],
                env=self.display.environment,
                stdout=out,
                stderr=out,
            )
        self.addCleanup(process.kill)

        def is_restoring():  # not the mark of an earlier start
            marks = [os.stat(mark) for mark in self.unsaved("restoring")]
            return any(mark.st_mtime_ns >= began and mark.st_size > 0 for mark in marks)

        wait_for(is_restoring, "the start of the restoring")
        process.send_signal(signal.SIGSEGV)
        process.wait()

    def card(self, window):
        return " ".join(window.text("notes").split())

    def names(self):
        self.window.click_panel("console")
        self.window.run("print('names', 'kept box' in gimbal.scene.objects)")

    def test_a_scene_that_ends_the_start_is_set_aside_and_offered(self):
        self.leave_work()
        self.crash_while_restoring(2)
        self.window = self.open()
        self.window.wait_for_row("precious = 1", "editor")
        self.window.wait_for_text("Set aside", "notes")
        self.assertIn("Restored: untitled.py, not saved", self.card(self.window))
        self.assertIn("could not be restored: the scene", self.card(self.window))
        self.names()
        self.window.wait_for_row("names False")
        self.window.kill()
        self.window = self.open()  # offered again, and not restored
        self.window.wait_for_text("Set aside", "notes")
        self.window.settle()
        self.window.choose_in_menus("Restore it")
        self.window.settle()
        self.names()
        self.window.wait_for_row("names True")
        wait_for(lambda: not self.unsaved("../aside-*"), "the scene to be kept by the session")
        self.window.settle()
        self.wait_until_kept(self.window)
        self.window.kill()
        self.window = self.open()
        self.window.settle()
        self.names()
        self.window.wait_for_row("names True")
        self.assertNotIn("Set aside", self.card(self.window))

    def test_a_script_that_ends_the_start_is_set_aside_and_can_be_discarded(self):
        self.leave_work()
        self.crash_while_restoring(4)
        self.window = self.open()
        self.window.wait_for_text("Set aside", "notes")
        self.assertNotIn("precious", self.window.text("editor"))
        self.assertIn("could not be restored: the script", self.card(self.window))
        self.window.choose_in_menus("Discard it")
        self.window.settle()
        self.window.kill()
        self.window = self.open()
        self.window.settle()
        self.assertIn("could not be restored: the scene", self.card(self.window))

    def test_a_kill_while_the_work_is_restored_sets_nothing_aside(self):
        self.leave_work()
        self.crash_while_restoring(1)
        self.window = self.open()
        self.window.wait_for_row("precious = 1", "editor")
        self.window.settle()
        self.names()
        self.window.wait_for_row("names True")
        self.assertNotIn("Set aside", self.card(self.window))

    def test_an_end_in_order_soon_after_the_start_sets_nothing_aside(self):
        self.leave_work()
        self.window = self.open()
        self.window.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.window.exit_code(), 0)
        self.window.kill()
        self.window = self.open()
        self.window.settle()
        self.window.wait_for_row("precious = 1", "editor")
        self.names()
        self.window.wait_for_row("names True")


if __name__ == "__main__":
    unittest.main()
