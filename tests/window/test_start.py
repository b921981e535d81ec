"""The start of the window: start-up scripts, the emblem and the files of the command line."""
import contextlib
import os
import unittest

from window import StartingWindow, WindowTest, wait_for


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
        os.makedirs(os.path.join(self.folder, "user", "startup"), exist_ok=True)
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

    def test_relative_paths_of_the_command_line_are_those_of_the_start(self):
        self.let_go_on()  # a script that is killed is off at the next start
        self.window.kill()
        with open(self.name("rel.py"), "w", encoding="utf-8") as file:
            file.write("print('rel.py ran')\n")
        self.start_up_script("import os; os.chdir('/')\n")
        self.window = self.open("rel.py")
        self.window.wait_for_row("rel.py ran")

    def test_recent_files_have_absolute_paths(self):
        self.let_go_on()
        self.window.run(f"gimbal.io.save_scene({self.name('other.gimbal')!r})")
        self.window.settle()
        self.window.kill()
        self.window = self.open("other.gimbal")

        def remembered():
            with contextlib.suppress(FileNotFoundError), open(self.name("user/settings.toml")) as file:
                return "other.gimbal" in (text := file.read()) and text

        self.assertIn(self.name("other.gimbal"), wait_for(remembered, "the recent file"))


if __name__ == "__main__":
    unittest.main()
