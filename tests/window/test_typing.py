"""Typing in the console: order of keys, several lines, results, undo."""
import contextlib
import os
import re
import unittest

from window import WindowTest, header_of, wait_for


class TypingTest(WindowTest):
    def test_a_typed_cell_runs_and_shows_its_result(self):
        self.window.run("6 * 7")
        self.window.wait_for_row("42")
        self.window.wait_for_row(">>> 6 * 7")

    def test_keys_and_text_keep_their_order(self):
        # The keys come faster than frames. A backspace between letters must delete the letter before it.
        self.window.type("abX")
        self.window.key("BackSpace", "c", "Left", "Left", "d", "End", "e", "Home", "f")
        self.window.wait_for_state(typed="fadbce")

    def test_the_end_of_a_line_that_a_tool_types_is_an_enter(self):
        """`xdotool type` sends the symbol Linefeed, whose key GLFW does not know."""
        self.window.type("for n in (20, 22):\nprint('n is', n)\n\n")
        self.window.wait_for_text("n is 20\nn is 22")

    def test_a_block_runs_when_it_is_complete(self):
        self.window.run("for i in range(3):")
        self.window.run("print('row', i)")
        self.window.key("Return")
        self.window.wait_for_row("row 2")
        self.window.wait_for_row("row 0")

    def test_undo_reverts_the_changes_of_a_cell(self):
        self.window.run("ring = gimbal.scene.add('torus', name='undone')")
        self.window.wait_for_text("undone", "outliner")
        self.window.settle()
        self.window.click(*header_of(self.window.layout()["outliner"]))  # in a text panel, Ctrl-Z undoes typing
        self.window.wait_for_state(focus="outliner")
        self.window.key("ctrl+z")
        self.window.wait_until_gone("undone", "outliner")

    def test_ctrl_and_the_horizontal_wheel_leave_the_text_size(self):
        def text_size():
            with contextlib.suppress(OSError), open(os.path.join(self.folder, "user", "settings.toml")) as file:
                found = re.search(r"text_size = ([0-9.]+)", file.read())
                return found and float(found[1])

        def wheel(*directions):
            clicks = [word for direction in directions for word in ("click", direction)]
            self.window.xdotool("keydown", "ctrl", *clicks, "keyup", "ctrl")

        wheel("4")  # up
        size = wait_for(text_size, "the text size on disk")
        wheel("6", "4")  # left, up
        wait_for(lambda: text_size() == size + 1, lambda: f"{size + 1}, not {text_size()}", 20)


if __name__ == "__main__":
    unittest.main()
