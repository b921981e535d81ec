"""Shortcuts on keyboards other than the US one: xdotool presses the key that has the character on it in the layout of the display."""
import subprocess
import unittest

from window import WindowTest


class LayoutTest(WindowTest):
    layout = "us"

    def open(self, *arguments):
        subprocess.run(["setxkbmap", self.layout], env=self.display.environment, check=True)
        return super().open(*arguments)

    def zoom_and_comment(self):
        window = self.window
        window.key("ctrl+plus", "ctrl+plus", "ctrl+plus")
        window.wait_for_state(text_size="21")
        window.key("ctrl+minus")
        window.wait_for_state(text_size="20")
        window.key("ctrl+0")
        window.wait_for_state(text_size="18")
        window.type("zoo")
        window.key("ctrl+slash")
        window.wait_for_state(typed="# zoo")
        window.key("ctrl+z")
        window.wait_for_state(typed="zoo")
        window.key("ctrl+y")
        window.wait_for_state(typed="# zoo")
        window.key("ctrl+a", "x")                            # on a French keyboard A stands where Q does
        window.wait_for_state(typed="x")


class UsLayoutTest(LayoutTest):
    def test_on_a_us_keyboard_shortcuts_are_where_they_were(self):
        self.zoom_and_comment()


class GermanLayoutTest(LayoutTest):
    layout = "de"

    def test_on_a_german_keyboard_shortcuts_are_where_they_are_printed(self):
        self.zoom_and_comment()


class FrenchLayoutTest(LayoutTest):
    layout = "fr"

    def test_on_a_french_keyboard_shortcuts_are_where_they_are_printed(self):
        self.zoom_and_comment()


if __name__ == "__main__":
    unittest.main()
