"""Whose the keyboard is."""
import unittest

from window import WindowTest, wait_for


class FocusTest(WindowTest):
    def test_a_click_takes_the_keyboard_and_escape_gives_it_back(self):
        self.assertEqual(self.window.state()["focus"], "console")
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")
        self.window.type("x = 1")
        self.window.wait_for_text("x = 1", "editor")
        self.assertEqual(self.window.state()["typed"], "")
        self.window.key("Escape")
        self.window.wait_for_state(focus="console")
        self.window.type("y")
        self.window.wait_for_state(typed="y")
        self.assertNotIn("y", self.window.text("editor").partition("x = 1")[2])

    def test_f6_goes_round_the_panels(self):
        seen = []
        for _ in range(len(self.window.layout())):
            before = self.window.state()["focus"]
            seen.append(before)
            self.window.key("F6")
            wait_for(lambda: self.window.state()["focus"] != before, f"the keyboard to leave {before}")
        self.assertEqual(sorted(seen), sorted(self.window.layout()))
        self.assertEqual(self.window.state()["focus"], "console")

    def test_f10_opens_the_menus_and_what_is_chosen_there_by_keys_happens(self):
        self.window.key("F10")
        self.window.wait_for_text("Open mesh", "dialog")
        self.window.key("Left")
        self.window.wait_for_text("About Gimbal", "dialog")
        self.window.key("Return")
        self.window.wait_for_text("Your files", "dialog")
        self.window.key("Escape")
        wait_for(lambda: "Your files" not in self.window.text("dialog"), "the dialog to close")
        self.window.type("x")
        self.window.wait_for_state(typed="x")


if __name__ == "__main__":
    unittest.main()
