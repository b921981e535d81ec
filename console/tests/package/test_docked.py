"""The example `docked`: consoles in a tab and a child window, with a window of the host above them."""
import unittest

from driven import DrivenExample, WithoutDisplay

NOTE_BUTTON, TITLE_OF_NOTE = (620, 190), (620, 128)
TAB_PYTHON, TAB_SETTINGS, FIELD = (30, 18), (90, 18), (200, 40)


class DockedTest(DrivenExample):
    title = "docked"

    def test_a_click_in_a_window_above_is_not_the_consoles(self):
        self.click(*NOTE_BUTTON)
        self.enter("open('lost', 'w').close()")  # the note has the keyboard
        self.click(*self.text)
        self.enter("open('found', 'w').close()")
        self.wait_for_file("found")
        self.assertFalse((self.folder / "lost").exists())

    def test_a_field_of_another_tab_gets_its_text_and_the_console_the_rest(self):
        self.click(*TAB_SETTINGS)
        self.click(*FIELD)
        self.type("Ada")
        self.enter_until_it_runs("tab", lambda: (self.click(*TAB_PYTHON), self.click(*self.text)))

    def test_a_second_console_has_the_keyboard_at_once(self):
        self.enter("where = 1")
        self.key("ctrl+shift+t")
        self.enter("open('second', 'w').write(str('where' in globals()))")
        self.wait_for_file("second", "False")


class DockedWithoutDisplayTest(WithoutDisplay, unittest.TestCase):
    pass


if __name__ == "__main__":
    unittest.main()
