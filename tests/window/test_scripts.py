"""The script editor: cells, and a file that another program saves."""
import os
import unittest

from window import WindowTest


class ScriptsTest(WindowTest):
    def setUp(self):
        super().setUp()
        self.script = os.path.join(self.folder, "sample.py")
        self.save("# %% one\nvalue = 6\n\n# %% two\nvalue * 7\nvalue / 0\n")
        self.window.run(f"gimbal.app.open_in_editor({self.script!r})")
        self.window.wait_for_row("# %% one", "editor")

    def save(self, text):
        with open(self.script + "~", "w") as file:
            file.write(text)
        os.replace(self.script + "~", self.script)

    def test_a_cell_runs_in_the_console_and_its_error_is_marked(self):
        window = self.window
        window.click_panel("editor")
        window.key("ctrl+Home", "shift+Return", "shift+Return")
        window.wait_for_row("run sample.py, lines 1-2")
        window.wait_for_row("run sample.py, lines 4-6")
        window.wait_for_text("value / 0   ZeroDivisionError: division by zero", "editor")
        window.key(
            "ctrl+Home", "Down", "Down", "ctrl+shift+Return"
        )  # a blank line: runs nothing and moves to the next cell
        window.key("Down", "ctrl+shift+Return")
        window.wait_for_row("run sample.py, line 5")
        window.wait_for_row("42")
        window.click_panel("console")  # which has the names
        window.run("value")
        window.wait_for_row("6")

    def test_a_script_saved_by_another_program_can_be_loaded(self):
        window = self.window
        self.save("print('from the other program')\n")
        window.wait_for_row("Changed on disk  Reload  Keep this", "editor")
        x, y, width, _ = window.layout()["editor"]
        window.click(x + width - 115, y + 41)  # "Reload", in the row below the header
        window.wait_for_row("print('from the other program')", "editor")
        window.wait_until_gone("Changed on disk", "editor")


if __name__ == "__main__":
    unittest.main()
