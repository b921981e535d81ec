"""Typing in the console: order of keys, several lines, results, undo."""
import unittest

from window import WindowTest, header_of


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


if __name__ == "__main__":
    unittest.main()
