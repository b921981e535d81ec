"""The start of the window: start-up scripts, the emblem and the files of the command line."""
import os
import unittest

from window import StartingWindow, WindowTest


class StartTest(WindowTest):
    """The start-up script runs until the test lets it go on."""

    def open(self, *arguments, kind=StartingWindow):
        return super().open(*arguments, kind=kind)

    def arguments(self):
        self.start_up_script(f"import os, time\nwhile not os.path.exists({self.name('go')!r}): time.sleep(0.01)\n")
        return ()

    def name(self, file):
        return os.path.join(self.folder, file)

    def start_up_script(self, text):
        os.makedirs(os.path.join(self.folder, "user", "startup"))
        with open(os.path.join(self.folder, "user", "startup", "first.py"), "w", encoding="utf-8") as file:
            file.write(text)

    def let_go_on(self):
        open(self.name("go"), "w").close()
        self.window.settle()

    def test_what_the_user_adds_while_start_up_scripts_run_is_unsaved_work_without_the_emblem(self):
        self.window.wait_until_running()
        self.window.choose_in_menus("Add")
        self.window.wait_for_text("Cube", "dialog")
        self.window.key("Return")  # the first kind
        self.window.wait_for_rows(lambda rows: rows[0].endswith(" 1 object"), "the object", "outliner")
        self.let_go_on()
        self.assertTrue(self.window.rows("outliner")[0].endswith(" 1 object"))
        self.window.key("ctrl+q")
        self.window.wait_for_row("Unsaved scene", "dialog")

    def test_an_empty_scene_gets_the_emblem_after_the_start_up_scripts(self):
        self.window.wait_until_running()
        self.let_go_on()
        self.window.wait_for_text("objects", "outliner")
        self.window.key("ctrl+q")
        self.assertEqual(self.window.exit_code(), 0)


if __name__ == "__main__":
    unittest.main()
