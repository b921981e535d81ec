"""The keyboard focus of the panels."""
import subprocess
import unittest

from window import WindowTest, wait_for


class FocusTest(WindowTest):
    def test_escape_in_the_script_editor_leaves_the_focus_there(self):
        self.window.click_panel("editor")
        self.window.wait_for_state(focus="editor")
        self.window.type("x = 1")
        self.window.key("Escape")
        self.window.type("2")
        self.window.wait_for_text("x = 12", "editor")
        self.window.wait_for_state(focus="editor", typed="")

    def test_the_title_names_the_script_and_marks_it_while_it_is_not_saved(self):
        def title():
            return subprocess.run(
                ["xdotool", "getwindowname", self.window.window_id()],
                env=self.display.environment,
                capture_output=True,
                text=True,
            ).stdout.strip()

        self.assertEqual(title(), "Gimbal")
        self.window.click_panel("editor")
        self.window.type("x")
        wait_for(lambda: title() == "untitled.py • - Gimbal", title)

    def test_a_click_moves_the_focus_and_escape_moves_it_back(self):
        self.window.wait_for_state(focus="console")
        self.window.click_panel("outliner")
        self.window.wait_for_state(focus="outliner")
        self.window.key("Escape")
        self.window.wait_for_state(focus="console")
        self.window.type("y")
        self.window.wait_for_state(typed="y")

    def test_f6_cycles_through_the_panels(self):
        seen = []
        for _ in range(len(self.window.layout())):
            before = self.window.state()["focus"]
            seen.append(before)
            self.window.key("F6")
            wait_for(lambda: self.window.state()["focus"] != before, f"the focus to leave {before}")
        self.assertEqual(sorted(seen), sorted(self.window.layout()))
        self.window.wait_for_state(focus="console")

    def test_f10_opens_the_menus_and_keys_choose_an_entry(self):
        self.window.key("F10")
        self.window.wait_for_text("Open mesh", "dialog")
        self.window.key("Left")
        self.window.wait_for_text("About Gimbal", "dialog")
        self.window.key("Return")
        self.window.wait_for_text("Your files", "dialog")
        self.window.key("Escape")
        self.window.wait_until_gone("Your files", "dialog")
        self.window.type("x")
        self.window.wait_for_state(typed="x")


if __name__ == "__main__":
    unittest.main()
