"""Shortcuts on several keyboard layouts.

xdotool presses the key that produces the character in the layout of the display.
"""
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
        window.key("ctrl+a", "x")  # on a French keyboard, A is where a US keyboard has Q
        window.wait_for_state(typed="x")


class UsLayoutTest(LayoutTest):
    def test_shortcuts_work_on_a_us_keyboard(self):
        self.zoom_and_comment()


class GermanLayoutTest(LayoutTest):
    layout = "de"

    def test_shortcuts_on_a_german_keyboard_use_the_printed_characters(self):
        self.zoom_and_comment()


class FrenchLayoutTest(LayoutTest):
    layout = "fr"

    def test_shortcuts_on_a_french_keyboard_use_the_printed_characters(self):
        self.zoom_and_comment()


if __name__ == "__main__":
    unittest.main()
