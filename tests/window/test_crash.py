"""A crash: the next start says what ran and where it was, and opens it."""
import os
import signal
import unittest

from window import SANITIZER, WindowTest

ACTION = (1228, 846)                                         # the first word to click on the one card there is
ENDING_OF_A_FAULT = {"": -signal.SIGSEGV, "thread": 66}.get(SANITIZER, 1)


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

    def test_a_segmentation_fault_is_told_and_the_script_opens_at_its_line(self):
        window = self.crash(f"import runpy; runpy.run_path('{self.script}')", ENDING_OF_A_FAULT)
        window.wait_for_text("Gimbal ended unexpectedly")
        text = " ".join(window.text().split())
        if SANITIZER:                                        # its handler stays, so the journal alone tells
            return self.assertIn("cell 1: import runpy", text)   # its line is broken anywhere
        self.assertIn("(segmentation fault) while running cell 1: import runpy", text)
        self.assertIn("in string_at, ", text)
        self.assertIn("falls.py, line 4: ctypes.string_at(0)", text)
        self.assertIn("it wrote last: the last words", text)
        self.assertEqual(window.rows("notes")[-2:], ["Open script", "Open report"])
        window.click(*ACTION)
        window.wait_for_text("ctypes.string_at(0)", "editor")
        window.wait_for_text("falls.py ", "editor")
        self.assertEqual(window.rows("notes"), [])

    def test_what_was_typed_comes_back_as_a_script_and_in_the_history_after_os_exit(self):
        window = self.crash("import os; os._exit(3)", 3)
        window.wait_for_text("Gimbal ended unexpectedly")
        window.click(*ACTION)
        window.wait_for_text("import os; os._exit(3)", "editor")
        window.wait_for_text("untitled.py \u2022", "editor")
        window.click_panel("console")
        window.key("Up")
        window.wait_for_row(">>> import os; os._exit(3)")

    def test_a_crash_is_told_once(self):
        window = self.crash("import os; os._exit(3)", 3)
        window.wait_for_text("Gimbal ended unexpectedly")
        window.ask_to_close()
        self.assertEqual(window.exit_code(), 0)
        window = self.open()
        window.run("print('all ' + 'well')")
        window.wait_for_row("all well")
        self.assertNotIn("unexpectedly", window.text())
        self.assertEqual(len(os.listdir(os.path.join(self.folder, "user", "sessions"))), 2)   # the report, and this one


if __name__ == "__main__":
    unittest.main()
