"""The scrollback in a real window: find, zoom, traceback links, the context menu."""
import os
import unittest

from window import WindowTest

HEADER, PADDING, ROW = 28, 8, 20


class ScrollbackTest(WindowTest):
    def place_of_row(self, words):
        """The middle of the first row that contains `words`, near its start. The window must be idle."""
        self.window.settle()
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
        self.window.wait_for_row("entry 12")
        self.window.key("Escape")
        self.window.wait_for_rows(lambda rows: not rows[1].startswith("Find"), "no find bar")
        self.window.wait_for_state(typed="")

    def test_escape_closes_find_in_the_script_editor_and_stays_there(self):
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")
        self.window.type("word = 1")
        self.window.key("ctrl+f")
        self.window.type("word")
        self.window.wait_for_row("Find  word  1 of 1  Aa", "editor")
        self.window.key("Escape")
        self.window.wait_for_rows(lambda rows: not any(row.startswith("Find") for row in rows), "no find bar", "editor")
        self.window.settle()
        self.window.wait_for_state(focus="editor")
        self.window.key("Escape")
        self.window.settle()
        self.assertEqual(self.window.state()["focus"], "editor")

    def test_keys_and_wheel_zoom_the_text_and_the_size_is_remembered(self):
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
        self.window.click(*self.place_of_row("line 2, in broken"))
        self.window.wait_for_row("    return 1 / 0", "editor")
        self.window.wait_for_state(focus="editor")

    def test_the_context_menu_offers_to_copy_the_output_of_the_run(self):
        self.window.run("print('only', 'this')")
        self.window.wait_for_row("only this")
        self.window.click(*self.place_of_row("only this"), button=3)
        self.window.wait_for_row("Copy output of this run")
        self.window.key("Escape")
        self.window.wait_until_gone("Copy output of this run")
        self.window.run("6 * 7")
        self.window.wait_for_row("42")

    def test_the_menu_key_opens_the_context_menu_and_arrows_and_enter_choose(self):
        self.window.run("print('only', 'this')")
        self.window.wait_for_row("only this")
        self.window.settle()
        self.window.key("Menu")
        self.window.wait_for_row("Copy output of this run")
        self.window.key("Down", "Return")  # the second enabled entry
        self.window.wait_until_gone("Copy output of this run")
        self.window.key("ctrl+v")
        self.window.wait_for_state(typed="only this")


if __name__ == "__main__":
    unittest.main()
