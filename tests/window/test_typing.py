"""Keys into the console: order, several lines, results, undo."""
import unittest

from window import WindowTest, header_of, wait_for


class TypingTest(WindowTest):
    def test_a_typed_cell_runs_and_shows_its_result(self):
        self.window.run("6 * 7")
        self.window.wait_for_row("42")
        self.window.settle()
        self.assertIn(">>> 6 * 7", self.window.rows())

    def test_keys_and_text_keep_their_order(self):
        # Typed faster than frames come: a backspace between letters must take its own letter.
        self.window.type("abX")
        self.window.key("BackSpace", "c", "Left", "Left", "d", "End", "e", "Home", "f")
        self.window.wait_for_state(typed="fadbce")

    def test_a_block_runs_when_it_is_complete(self):
        self.window.run("for i in range(3):")
        self.window.run("print('row', i)")
        self.window.key("Return")
        self.window.wait_for_row("row 2")
        self.assertIn("row 0", self.window.rows())

    def test_undo_takes_back_what_a_cell_did(self):
        self.window.run("ring = gimbal.scene.add('torus', name='undone')")
        self.window.wait_for_text("undone", "outliner")
        self.window.settle()
        self.window.click(*header_of(self.window.layout()["outliner"]))   # in a text panel the key is the text's own undo
        self.window.wait_for_state(focus="outliner")
        self.window.key("ctrl+z")
        wait_for(lambda: "undone" not in self.window.text("outliner"), "the object to go")


if __name__ == "__main__":
    unittest.main()
