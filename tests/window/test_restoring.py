"""Work that ends the program twice while it is restored is set aside, named and offered: no third start repeats it."""

import glob
import os
import signal
import subprocess
import unittest

from window import PROGRAM, StartingWindow, WindowTest, wait_for

# Many small meshes take seconds to read.
MANY_MESHES = """
import sys
import gimbal
gimbal.scene.clear()
for number in range(8000):
    gimbal.scene.add_mesh(f"kept {number}", [[0, 0, 0], [1, 0, 0], [0, 1, number]], [[0, 1, 2]])
gimbal.io.save_scene(sys.argv[1])
"""


class RestoringTest(WindowTest):
    def unsaved(self, name):
        return glob.glob(os.path.join(self.folder, "user", "unsaved", "*", name))

    def aside(self):
        """The work that is wholly set aside: this file is the last to be there."""
        return glob.glob(os.path.join(self.folder, "user", "unsaved", "aside-*", "work.json"))

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

    def crash_until_set_aside(self, count):
        """A start that dies while something else loads does not count, so the number of starts is not fixed."""
        for _ in range(4 * count):
            self.crash_while_restoring(count)
            if len(self.aside()) == count:
                return
        self.fail(f"after {4 * count} starts, set aside are {self.aside()}")

    def crash_while_restoring(self, most_aside=0):
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

        def nothing_is_left():
            return most_aside > 0 and len(self.aside()) >= most_aside

        wait_for(lambda: is_restoring() or nothing_is_left(), "the start of the restoring")
        process.send_signal(signal.SIGSEGV)
        process.wait()

    def card(self, window):
        return " ".join(window.text("notes").split())

    def names(self):
        self.window.click_panel("console")
        self.window.run("print('names', 'kept box' in gimbal.scene.objects)")

    def check_that_all_is_back(self):
        self.window = self.open()
        self.window.wait_for_row("precious = 1", "editor")
        self.window.settle()
        self.names()
        self.window.wait_for_row("names True")
        self.assertNotIn("Set aside", self.card(self.window))

    def test_a_script_that_ends_the_start_is_set_aside_and_can_be_discarded(self):
        self.leave_work()
        self.crash_until_set_aside(2)
        self.window = self.open()
        self.window.wait_for_text("Set aside", "notes")
        self.assertNotIn("precious", self.window.text("editor"))
        self.assertIn("could not be restored: the script", self.card(self.window))
        self.window.choose_in_menus("Discard it")
        self.window.settle()
        wait_for(lambda: not self.unsaved("restoring"), "the end of the restoring")
        self.window.kill()
        self.window = self.open()
        self.window.settle()
        self.assertIn("could not be restored: the scene", self.card(self.window))

    def test_a_scene_that_was_set_aside_can_be_restored_and_is_then_part_of_the_session(self):
        self.leave_work()
        self.crash_until_set_aside(1)
        self.window = self.open()
        self.window.wait_for_text("Set aside", "notes")
        self.assertIn("could not be restored: the scene", self.card(self.window))
        self.window.settle()
        self.names()
        self.window.wait_for_row("names False")
        self.window.choose_in_menus("Restore it")
        wait_for(lambda: not self.aside(), "the scene of the session")
        self.window.kill()
        self.check_that_all_is_back()

    def test_a_kill_while_the_work_is_restored_sets_nothing_aside(self):
        self.leave_work()
        self.crash_while_restoring()
        self.check_that_all_is_back()

    def test_an_end_in_order_soon_after_the_start_sets_nothing_aside(self):
        self.leave_work()
        self.window = self.open()
        self.window.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.window.exit_code(), 0)
        self.window.kill()
        self.check_that_all_is_back()


class LongRestoringTest(WindowTest):
    """The unsaved scene of the last session takes seconds to read."""

    def open(self, *arguments, kind=StartingWindow):
        return super().open(*arguments, kind=kind)

    def arguments(self):
        folder = os.path.join(self.folder, "user", "unsaved", "1-1")
        os.makedirs(folder)
        open(os.path.join(folder, "lock"), "w").close()
        self.scene = os.path.join(folder, "scene.gimbal")
        subprocess.run([PROGRAM, "--headless", "-c", MANY_MESHES, self.scene], check=True)
        return ()

    def end_while_restoring(self, end):
        wait_for(lambda: self.window.ask("idle") == ["restore"], lambda: f"'restore', not {self.window.ask('idle')}")
        end()
        self.assertEqual(self.window.exit_code(), 0)
        self.assertTrue(os.path.exists(self.scene))

    def test_app_quit_keeps_the_scene(self):
        self.end_while_restoring(lambda: self.window.run("gimbal.app.quit(0)"))

    def test_sigterm_keeps_the_scene(self):
        self.end_while_restoring(self.window.process.terminate)

    def test_ctrl_q_keeps_the_scene(self):
        self.end_while_restoring(lambda: self.window.key("ctrl+q"))

    def test_a_scene_on_the_command_line_waits_and_asks(self):
        self.window.kill()
        other = os.path.join(self.folder, "other.gimbal")
        code = "import sys, gimbal; gimbal.scene.clear(); gimbal.io.save_scene(sys.argv[1])"
        subprocess.run([PROGRAM, "--headless", "-c", code, other], check=True)
        self.window = self.open(other)
        self.window.wait_for_text("are not saved", "dialog")
        self.window.key("Escape")
        self.window.wait_until_gone("are not saved", "dialog")
        self.window.run("print('there are', len(gimbal.scene.objects))")
        self.window.wait_for_row("there are 8000")


if __name__ == "__main__":
    unittest.main()
