"""The scrollback in a real window: find, zoom, links of a traceback, the menu of the right button."""
import os
import unittest

from window import WindowTest, wait_for

HEADER, PADDING, ROW = 28, 8, 20


class ScrollbackTest(WindowTest):
    def place_of_row(self, words):
        """The middle of the first row that holds `words`, near its begin; the rows after the header stand below each other."""
        x, y, *_ = self.window.layout()["console"]
        row = next(number for number, text in enumerate(self.window.rows()[1:]) if words in text)
        return x + 100, y + HEADER + PADDING + ROW * row + ROW / 2

    def test_ctrl_f_finds_and_escape_leaves_the_match_selected(self):
        self.window.run("for i in range(200): print('entry', i)")
        self.window.key("Return")
        self.window.wait_for_row("entry 199")
        self.window.settle()
        self.window.key("ctrl+f")
        self.window.type("entry 12")
        self.window.wait_for_row("Find  entry 12  11 of 11  Aa")
        self.window.key("Return")
        self.window.wait_for_row("Find  entry 12  1 of 11  Aa")
        self.assertIn("entry 12", self.window.rows())
        self.window.key("Escape")
        wait_for(lambda: not self.window.rows()[1].startswith("Find"), "the strip to close")
        self.assertEqual(self.window.state()["typed"], "")

    def test_escape_closes_find_in_the_script_editor_before_it_gives_the_keyboard_away(self):
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")
        self.window.type("word = 1")
        self.window.key("ctrl+f")
        self.window.type("word")
        self.window.wait_for_row("Find  word  1 of 1  Aa", "editor")
        self.window.key("Escape")
        wait_for(lambda: not any(row.startswith("Find") for row in self.window.rows("editor")), "the strip to close")
        self.assertEqual(self.window.state()["focus"], "editor")
        self.window.key("Escape")
        self.window.wait_for_state(focus="console")

    def test_text_is_zoomed_by_keys_and_wheel_and_the_size_is_remembered(self):
        self.window.key("ctrl+plus", "ctrl+plus", "ctrl+plus")
        self.window.wait_for_state(text_size="21")
        self.window.xdotool("keydown", "ctrl", "click", "5", "keyup", "ctrl")
        self.window.wait_for_state(text_size="20")
        self.window.run("6 * 7")
        self.window.wait_for_row("42")
        self.window.key("ctrl+q")
        self.assertEqual(self.window.exit_code(), 0)
        self.window = self.open()
        self.window.wait_for_state(text_size="20")
        self.window.key("ctrl+0")
        self.window.wait_for_state(text_size="18")

    def test_a_click_on_a_traceback_line_opens_the_file_there(self):
        path = os.path.join(self.folder, "broken.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write("def broken():\n    return 1 / 0\n\n\nbroken()\n")
        self.window.run(f"import runpy; runpy.run_path({path!r})")
        self.window.wait_for_text("line 2, in broken")
        self.window.settle()
        self.window.click(*self.place_of_row("line 2, in broken"))
        self.window.wait_for_row("    return 1 / 0", "editor")
        self.window.wait_for_state(focus="editor")

    def test_the_right_button_copies_the_output_of_the_run_under_it(self):
        self.window.run("print('only', 'this')")
        self.window.wait_for_row("only this")
        self.window.settle()
        self.window.click(*self.place_of_row("only this"), button=3)
        self.window.wait_for_row("Copy output of this run")
        self.window.key("Escape")
        wait_for(lambda: "Copy output of this run" not in self.window.rows(), "the menu to close")
        self.window.run("6 * 7")
        self.window.wait_for_row("42")

    def test_the_menu_opens_by_a_key_and_the_arrows_and_enter_choose_in_it(self):
        self.window.run("print('only', 'this')")
        self.window.wait_for_row("only this")
        self.window.settle()
        self.window.key("Menu")
        self.window.wait_for_row("Copy output of this run")
        self.window.key("Down", "Return")                    # the second line that is possible
        wait_for(lambda: "Copy output of this run" not in self.window.rows(), "the menu to close")
        self.window.key("ctrl+v")
        self.window.wait_for_state(typed="only this")


if __name__ == "__main__":
    unittest.main()
