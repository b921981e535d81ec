"""After a crash, the next start reports what ran and where it crashed, and can open the script there."""
import os
import signal
import unittest

from window import SANITIZER, WindowTest

ENDING_OF_A_FAULT = {"": -signal.SIGSEGV, "thread": 66}.get(SANITIZER, 1)


def click_first_action(window):
    """Clicks the first word button of the only notification, which is at the bottom right of the 3D view."""
    x, y, width, height = window.layout()["view"]
    window.click(x + width - 372, y + height - 32)


class CrashTest(WindowTest):
    def arguments(self):
        self.script = os.path.join(self.folder, "falls.py")
        with open(self.script, "w", encoding="utf-8") as file:
            file.write("import ctypes\nprint('the last words', flush=True)\n\nctypes.string_at(0)\n")
        return ()

    def crash(self, source, ending):
        self.window.run(source)
        self.assertEqual(self.window.exit_code(), ending)
        return self.open()

    def test_a_segmentation_fault_is_reported_and_the_script_opens_at_its_line(self):
        window = self.crash(f"import runpy; runpy.run_path('{self.script}')", ENDING_OF_A_FAULT)
        window.wait_for_text("Gimbal ended unexpectedly")
        text = " ".join(window.text().split())
        if SANITIZER:  # the sanitizer keeps its signal handler, so only the journal is left
            return self.assertIn("cell 1: import runpy", text)  # the line can wrap anywhere
        self.assertIn("(segmentation fault) while running cell 1: import runpy", text)
        self.assertIn("in string_at, ", text)
        self.assertIn("falls.py, line 4: ctypes.string_at(0)", text)
        self.assertIn("it wrote last: the last words", text)
        actions = ["Open script", "Open report", "Dismiss"]
        window.wait_for_rows(lambda rows: rows[-3:] == actions, "the actions", "notes")
        window.settle()
        click_first_action(window)
        window.wait_for_text("ctypes.string_at(0)", "editor")
        window.wait_for_text("falls.py ", "editor")
        window.wait_for_rows(lambda rows: rows == [], "no notification", "notes")

    def test_after_os_exit_the_typed_cell_can_be_opened_and_is_in_the_history(self):
        window = self.crash("import os; os._exit(3)", 3)
        window.wait_for_text("Gimbal ended unexpectedly")
        window.settle()
        click_first_action(window)
        window.wait_for_text("import os; os._exit(3)", "editor")
        window.wait_for_text("untitled.py \u2022", "editor")
        window.click_panel("console")
        window.key("Up")
        window.wait_for_row(">>> import os; os._exit(3)")

    def test_a_crash_is_reported_once(self):
        window = self.crash("import os; os._exit(3)", 3)
        window.wait_for_text("Gimbal ended unexpectedly")
        window.ask_to_close()
        self.assertEqual(window.exit_code(), 0)
        window = self.open()
        window.run("print('all ' + 'well')")
        window.wait_for_row("all well")
        self.assertNotIn("unexpectedly", window.text())
        self.assertEqual(
            len(os.listdir(os.path.join(self.folder, "user", "sessions"))), 2
        )  # the report, and the folder of the running session


if __name__ == "__main__":
    unittest.main()
