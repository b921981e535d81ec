"""Unsaved work comes back after every end that asked nobody, and Restart Python keeps it."""
import glob
import os
import signal
import unittest

from window import SANITIZER, Display, WindowTest, wait_for


class UnsavedTest(WindowTest):
    def focus_editor(self):
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")

    def kept(self, words):
        """True if the words are in the work folder."""
        for path in glob.glob(os.path.join(self.folder, "user", "unsaved", "*", "work.json")):
            with open(path, encoding="utf-8") as file:
                if words in file.read():
                    return True
        return False

    def wait_until_kept(self, words):
        wait_for(lambda: self.kept(words), lambda: f"{words!r} on disk")

    def wait_for_kept_scene(self):
        def scenes():
            return glob.glob(os.path.join(self.folder, "user", "unsaved", "*", "scene.gimbal"))

        wait_for(scenes, "the scene on disk")

    def write_script(self):
        self.focus_editor()
        self.window.type("precious = 1")
        self.window.wait_for_row("precious = 1", "editor")

    def reopen(self):
        self.window.kill()
        self.window = self.open()
        self.window.settle()
        return self.window

    def check_script(self):
        self.window.wait_for_row("precious = 1", "editor")
        self.window.wait_for_text("untitled.py \u2022", "editor")
        self.window.wait_for_text("Restored", "info")

    def test_script_and_scene_survive_a_kill_and_caret_and_selection_too(self):
        self.window.run("for n in 'abc': _ = gimbal.scene.add('cube', name='box ' + n, location=(ord(n), 0, 0))")
        self.window.key("Return")
        self.window.run("gimbal.scene.selection = [gimbal.scene.objects['box b']]; gimbal.view.camera.distance = 55")
        self.window.settle()
        self.write_script()
        self.window.key("Home")
        self.wait_until_kept('"line":1,"column":1')
        self.wait_until_kept('"selection":["box b"]')
        self.wait_for_kept_scene()
        self.reopen()
        self.check_script()
        self.window.wait_for_rows(
            lambda rows: "untitled.py, not saved; the scene with 6 objects" in " ".join(" ".join(rows).split()),
            "the list",
            "info",
        )
        self.focus_editor_by_key()
        self.window.type("very_")
        self.window.wait_for_row("very_precious = 1", "editor")
        self.window.click_panel("console")
        self.window.run("print([o.name for o in gimbal.scene.selection], gimbal.view.camera.distance)")
        self.window.wait_for_row("['box b'] 55.0")
        self.window.run("print(len(gimbal.scene.objects), gimbal.scene.objects['box c'].location)")
        self.window.wait_for_text("(99.0, 0.0, 0.0)")

    def focus_editor_by_key(self):
        while self.window.state()["focus"] != "editor":
            self.window.key("F6")
            self.window.wait_until_input_is_read()

    def test_a_second_kill_loses_nothing_either(self):
        self.write_script()
        self.wait_until_kept("precious = 1")
        self.reopen()
        self.check_script()
        self.reopen()
        self.check_script()

    def end_by_code(self, source, code):
        self.write_script()
        self.wait_until_kept("precious = 1")
        self.window.click_panel("console")
        self.window.run(source)
        self.assertEqual(self.window.exit_code(), code)
        self.reopen()
        self.check_script()

    def test_the_script_survives_os_exit(self):
        self.end_by_code("import os; os._exit(3)", 3)

    def test_the_script_survives_a_segmentation_fault(self):
        ending = {"": -signal.SIGSEGV, "thread": 66}.get(SANITIZER, 1)
        self.end_by_code("import ctypes; ctypes.string_at(0)", ending)

    def test_the_script_survives_app_quit(self):
        self.end_by_code("gimbal.app.quit(5)", 5)

    def test_the_last_keys_before_sigterm_survive(self):
        self.write_script()
        self.window.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.window.exit_code(), 0)
        self.reopen()
        self.check_script()

    def test_the_last_keys_before_the_display_is_lost_survive(self):
        self.write_script()
        self.display.server.kill()
        self.assertEqual(self.window.exit_code(), 1)
        self.display = Display()
        self.addCleanup(self.display.close)
        self.reopen()
        self.check_script()

    def test_quitting_asks_about_script_and_scene_and_discards_for_good(self):
        self.window.run("_ = gimbal.scene.add('cube')")
        self.window.settle()
        self.write_script()
        self.window.key("ctrl+q")
        self.window.wait_for_row("Unsaved script", "dialog")
        self.window.key("Tab", "Return")  # Discard
        self.window.wait_for_row("Unsaved scene", "dialog")
        self.window.key("Escape")
        self.window.wait_until_gone("Discard", "dialog")
        self.window.key("ctrl+q")
        self.window.wait_for_row("Unsaved script", "dialog")
        self.window.key("Tab", "Return")
        self.window.wait_for_row("Unsaved scene", "dialog")
        self.window.key("Tab", "Return")
        self.assertEqual(self.window.exit_code(), 0)
        self.assertEqual(os.listdir(os.path.join(self.folder, "user", "unsaved")), [])

    def test_an_emptied_script_is_not_unsaved_work(self):
        self.write_script()
        self.window.key("ctrl+a", "Delete")
        self.window.wait_for_text("Type a script", "editor")
        self.window.key("ctrl+q")
        self.assertEqual(self.window.exit_code(), 0)

    def test_a_saved_scene_opens_again_and_asks_nothing(self):
        path = os.path.join(self.folder, "mine.gimbal")
        self.window.run(f"_ = gimbal.scene.add('cube', name='kept'); gimbal.io.save_scene({path!r})")
        self.window.settle()
        self.window.wait_for_text("mine.gimbal", "dialog")  # the note in the menu bar
        self.window.run("gimbal.scene.clear(); _ = gimbal.scene.add('cube', name='other')")
        self.window.wait_for_text("mine.gimbal \u2022", "dialog")
        self.window.run(f"gimbal.io.load_scene({path!r}); print('loaded', 'kept' in gimbal.scene.objects)")
        self.window.wait_for_row("loaded True")
        self.window.key("ctrl+q")
        self.assertEqual(self.window.exit_code(), 0)

    def test_settings_are_written_when_they_change(self):
        settings = os.path.join(self.folder, "user", "settings.toml")
        path = os.path.join(self.folder, "recent.py")
        with open(path, "w") as file:
            file.write("pass\n")
        self.window.run(f"gimbal.app.open_in_editor({path!r})")
        wait_for(lambda: os.path.exists(settings) and "recent.py" in open(settings).read(), "the recent file on disk")
        self.window.key("ctrl+plus")
        wait_for(lambda: "text_size" in open(settings).read(), "the text size on disk")

    def test_restart_python_does_not_go_ahead_if_the_scene_cannot_be_kept(self):
        self.window.run("_ = gimbal.scene.add('cube'); mark = 'the same'; print(mark)")
        self.window.wait_for_row("the same")
        self.wait_for_kept_scene()
        (scene,) = glob.glob(os.path.join(self.folder, "user", "unsaved", "*", "scene.gimbal"))
        os.remove(scene)
        os.makedirs(os.path.join(scene, "in the way"))  # work.json can be written, the scene cannot
        self.window.run("_ = gimbal.scene.add('cube')")
        self.window.settle()
        self.window.choose_in_menus("Restart Python")
        self.window.wait_for_text("Unsaved work is not kept", "notes")
        self.window.click_panel("console")
        self.window.run("print(mark, 'program')")
        self.window.wait_for_row("the same program")

    def test_restart_python_keeps_scene_script_and_window_while_c_code_hangs(self):
        self.window.run("_ = gimbal.scene.add('cube', name='kept through the restart')")
        self.window.settle()
        self.write_script()
        process = self.window.process
        self.window.click_panel("console")
        self.window.run("sum(range(10**13))")
        self.window.wait_until_running()
        self.window.choose_in_menus("Restart Python")
        self.window.reconnect()
        self.assertIsNone(process.poll())  # the same process runs the new program
        self.window.settle()
        self.window.wait_for_row("precious = 1", "editor")
        self.window.wait_for_text("Python was restarted", "info")
        self.assertNotIn("unexpectedly", self.window.text())
        self.window.click_panel("console")
        self.window.run("print('kept through the restart' in gimbal.scene.objects)")
        self.window.wait_for_row("True")


if __name__ == "__main__":
    unittest.main()
