"""Script > Python environment: what is used, another one for the next start, and Restart Python."""
import os
import subprocess
import unittest

from window import PROGRAM, WindowTest

CARD = "Python environment"


class PythonEnvironment(WindowTest):
    def arguments(self):
        self.venv = os.path.join(os.path.realpath(self.folder), "mine")
        headless = [PROGRAM, "--no-venv", "--user-dir", self.folder, "--safe-mode", "--headless"]
        subprocess.run([*headless, "-m", "venv", "--without-pip", self.venv], check=True)
        ask = [*headless, "-c", "import sys; print(sys.prefix)"]
        self.base = subprocess.check_output(ask, text=True).strip()
        # An activated shell whose environment has gone since.
        self.gone = os.path.join(os.path.realpath(self.folder), "gone")
        self.display.environment["VIRTUAL_ENV"] = self.gone
        return ()

    def open_card(self):
        self.window.choose_in_menus(CARD)
        self.window.wait_for_row(CARD, "dialog")

    def press_button(self, label):
        """Moves the mark to the button by keys and presses it."""
        for _ in range(5):
            if f"> [{label}]" in self.window.rows("dialog"):
                break
            self.window.key("Right")
            self.window.wait_until_input_is_read()
        self.window.wait_for_row(f"> [{label}]", "dialog")
        self.window.key("Return")

    def show_prefix(self, prefix):
        self.window.click_panel("console")
        self.window.run("import sys; print('prefix', sys.prefix)")
        self.window.wait_for_text(f"prefix {prefix}")

    def test_the_menu_chooses_another_environment_and_restart_python_uses_it(self):
        self.window.wait_for_text("there is no such folder", "notes")
        self.window.wait_for_text("The base Python is used", "notes")
        self.open_card()
        self.window.wait_for_text(f"The virtual environment {self.gone} of VIRTUAL_ENV cannot be used", "dialog")
        self.press_button("Choose\u2026")
        self.window.wait_for_text("Choose a virtual environment", "dialog")
        self.window.wait_for_text("mine", "dialog")
        self.window.type(self.venv)
        self.window.wait_for_text(f"Enter goes to {self.venv}", "dialog")
        self.window.key("Return")
        self.window.wait_for_text(f"The settings name {self.venv}: Restart Python to use it.", "dialog")
        self.press_button("Restart Python")
        self.window.reconnect()
        self.window.settle()
        self.show_prefix(self.venv)
        self.window.wait_for_text(f"environment {self.venv}")  # the banner
        self.open_card()
        self.window.wait_for_text(f"uses the virtual environment {self.venv}, which the settings name.", "dialog")
        self.press_button("Use the base")
        self.window.wait_for_text("The settings name none: Restart Python to use the base.", "dialog")
        self.press_button("Restart Python")
        self.window.reconnect()
        self.window.settle()
        self.show_prefix(self.base)


if __name__ == "__main__":
    unittest.main()
