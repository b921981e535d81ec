"""A run that fails offers to undo what it has changed."""
import os
import unittest

from window import WindowTest, header_of

HEADER, PADDING, ROW = 28, 8, 20


class UndoOfARun(WindowTest):
    """The offer is a line of the console, below the traceback."""

    def place_of_offer(self):
        """The middle of its row, near its start. The window must be idle."""
        self.window.settle()
        x, y, *_ = self.window.layout()["console"]
        row = self.window.rows()[1:].index("Undo its changes")
        return x + 60, y + HEADER + PADDING + ROW * row + ROW / 2

    def run_block(self, source):
        """Types a line and an empty one, which ends a block."""
        self.window.run(source)
        if source.startswith("with "):
            self.window.key("Return")

    def fail(self, source="gimbal.scene.add('cube', name='left'); 1 / 0"):
        self.run_block(source)
        self.window.wait_for_row("Undo its changes")
        self.window.settle()

    def objects(self, *names):
        self.window.wait_for_rows(
            lambda rows: [row.strip() for row in rows if row.strip() in ("kept", "left", "later")] == list(names),
            f"the objects {names}",
            "outliner",
        )

    def test_a_click_undoes_the_steps_of_the_run_and_redo_brings_them_back(self):
        self.window.run("gimbal.scene.add('cube', name='kept')")
        self.fail("with gimbal.undo_step('a'): gimbal.scene.add('cube', name='left'); gimbal.no_such_name")
        self.objects("kept", "left")
        self.window.click(*self.place_of_offer())
        self.objects("kept")
        self.window.wait_for_row("gimbal.undo_stack.undo_run()", "info")
        self.window.run("gimbal.app.redo_name")
        self.window.wait_for_row("'a'")

    def test_after_another_run_it_says_why_not(self):
        self.fail()
        self.window.run("gimbal.scene.add('cube', name='later').visible = True")
        self.objects("left", "later")
        self.window.click(*self.place_of_offer())
        self.window.wait_for_text("was done after the run: undo that first", "notes")
        self.objects("left", "later")

    def test_a_run_that_fails_without_a_change_and_one_that_succeeds_offer_nothing(self):
        self.window.run("1 / 0")
        self.window.wait_for_text("ZeroDivisionError")
        self.window.run("gimbal.scene.add('cube').name")
        self.window.wait_for_row("'cube'")
        self.run_block("with gimbal.transaction('x'): gimbal.scene.clear(); gimbal.no_such_name")
        self.window.run("'after it'")
        self.window.wait_for_row("'after it'")
        self.assertNotIn("Undo its changes", self.window.rows())
        self.window.run("'cube' in gimbal.scene.objects")
        self.window.wait_for_row("True")

    def test_a_stopped_run_offers_it_and_a_stopped_transaction_leaves_nothing(self):
        self.window.run("gimbal.scene.add('cube', name='left'); import time; time.sleep(1000)")
        self.window.wait_until_running()
        self.objects("left")
        self.window.key("ctrl+c")
        self.window.wait_for_row("Undo its changes")
        self.window.click(*self.place_of_offer())
        self.objects()
        self.run_block("with gimbal.transaction('x'): gimbal.scene.add('cube', name='left'); time.sleep(1000)")
        self.window.wait_until_running()
        self.objects("left")
        self.window.key("ctrl+c")
        self.objects()

    def test_if_the_console_is_hidden_a_card_offers_it(self):
        script = os.path.join(self.folder, "fails.py")
        with open(script, "w") as file:
            file.write("import gimbal\ngimbal.scene.add('cube', name='left')\n1 / 0\n")
        self.window.run(f"gimbal.app.open_in_editor({script!r})")
        self.window.wait_for_row("1 / 0", "editor")
        self.window.click(*header_of(self.window.layout()["editor"]), times=2)  # maximises it
        self.window.wait_for_layout(lambda places: "console" not in places, "no console")
        self.window.key("F5")
        self.window.wait_for_rows(
            lambda rows: "Undo its changes" in rows and "has failed after it had changed" in "\n".join(rows),
            "the card",
            "notes",
        )


if __name__ == "__main__":
    unittest.main()
