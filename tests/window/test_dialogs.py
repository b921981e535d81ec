"""Dialogs that scripts ask for, pictures of the window, and jobs that a cell awaits."""
import os
import signal
import struct
import unittest

from window import WindowTest, wait_for


class DialogsTest(WindowTest):
    def dialog(self, *rows):
        """Waits until the dialog has these rows, in this order."""
        return self.window.wait_for_rows(
            lambda shown: [row for row in shown if row in rows] == list(rows), f"the rows {rows}", "dialog"
        )

    def no_dialog(self):
        self.window.wait_until_gone("[", "dialog")

    def test_a_cell_asks_and_gets_the_answer(self):
        self.window.run("print('it is', gimbal.ui.ask('Which end?', ['Left', 'Right'], title='The rope'))")
        self.dialog("The rope", "Which end?", "> [Left]", "[Right]")
        self.window.key("Tab")
        self.dialog("> [Right]")
        self.window.key("Return")
        self.window.wait_for_row("it is Right")
        self.no_dialog()
        self.window.run("print('then', gimbal.ui.ask('Go on?'))")
        self.dialog("Question", "Go on?", "> [Yes]", "[No]")
        self.window.key("Escape")
        self.window.wait_for_row("then None")
        self.window.run("gimbal.ui.message('Saved'); print('told')")
        self.dialog("Message", "Saved", "> [OK]")
        self.window.key("Return")
        self.window.wait_for_row("told")

    def test_two_dialogs_come_one_after_the_other(self):
        self.window.run(
            "import threading; [threading.Thread(target=lambda n=n: print(n, gimbal.ui.ask(n))).start() for n in 'ab']"
        )
        self.window.wait_for_text("> [Yes]", "dialog")
        first = "a" if "a" in self.window.rows("dialog") else "b"
        second = "b" if first == "a" else "a"
        self.assertNotIn(second, self.window.rows("dialog"))
        self.window.key("Return")
        self.window.wait_for_row(first + " Yes")
        self.dialog(second)
        self.window.key("Return")
        self.window.wait_for_row(second + " Yes")

    def test_a_dialog_that_nobody_waits_for_is_closed(self):
        self.window.run("gimbal.ui.ask('Go on?', timeout=0.3)")
        self.window.wait_for_text("TimeoutError: ask() has not been answered within 0.3 seconds")
        self.no_dialog()
        self.window.run("gimbal.ui.ask('Go on?')")
        self.dialog("Go on?")
        os.kill(self.window.process.pid, signal.SIGINT)
        self.window.wait_for_text("KeyboardInterrupt")
        self.no_dialog()
        self.window.run("40 + 2")  # the keyboard is the prompt's again
        self.window.wait_for_row("42")

    def test_closing_the_window_answers_with_an_error(self):
        path = os.path.join(self.folder, "said")
        script = os.path.join(self.folder, "asks.py")
        with open(script, "w") as file:
            file.write(
                "import gimbal, threading\ndef ask():\n    try: gimbal.ui.ask('?')\n"
                f"    except Exception as error: open({path!r}, 'w').write(str(error))\n"
                "threading.Thread(target=ask).start()\n"
            )
        self.window.run(f"exec(open({script!r}).read())")
        self.dialog("Question", "?")
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)
        with open(path) as file:
            self.assertIn(file.read(), ("ask() gets no answer: the program is ending", "the program is quitting"))

    def test_a_file_is_chosen(self):
        for name in ("b.txt", "a.png"):
            open(os.path.join(self.folder, name), "w").close()
        self.window.run("p = gimbal.ui.choose_file(extensions='.png', title='A picture')")
        self.window.wait_for_text("a.png", "dialog")
        self.assertIn("A picture", self.window.rows("dialog"))
        self.assertNotIn("b.txt", self.window.text("dialog"))
        self.window.type("a.png\n")
        self.window.wait_until_gone("A picture", "dialog")
        self.window.run("import os; print(os.path.basename(p))")
        self.window.wait_for_row("a.png")
        self.window.run("print('chose', gimbal.ui.choose_file('save', name='new.png'))")
        self.window.wait_for_text("Save file", "dialog")
        self.window.key("Escape", "Escape")  # the first one leaves the field of the name
        self.window.wait_for_row("chose None")

    def test_a_picture_of_the_window_has_its_size(self):
        path = os.path.join(self.folder, "window.png")
        self.window.run(f"gimbal.view.screenshot({path!r}, window=True)")
        wait_for(lambda: os.path.exists(path), "the picture")
        with open(path, "rb") as file:
            width, height = struct.unpack(">II", file.read(24)[16:])
        self.assertEqual(self.window.state()["window"], f"{width}x{height}")
        self.window.run("m = gimbal.view.screenshot(window=True); print(m.shape == (%d, %d, 4))" % (height, width))
        self.window.wait_for_row("True")

    def test_a_cell_awaits_a_picture_of_the_window(self):
        path = os.path.join(self.folder, "awaited.png")
        self.window.run(f"p = await gimbal.view.screenshot_async({path!r}, window=True); print(p == {path!r})")
        self.window.wait_for_row("True")
        with open(path, "rb") as file:
            width, height = struct.unpack(">II", file.read(24)[16:])
        self.assertEqual(self.window.state()["window"], f"{width}x{height}")
        self.window.run("m = await gimbal.view.screenshot_async(window=True); print('shape', m.shape)")
        self.window.wait_for_row(f"shape ({height}, {width}, 4)")

    def test_a_cell_awaits_a_job_and_stop_cancels_it(self):
        self.window.run("c = gimbal.scene.add('cube', name='c')")
        self.window.run("await c.mesh.subdivide_async(2); c.mesh.triangle_count")
        self.window.wait_for_row("192")
        self.window.run("await c.mesh.subdivide_async(5); print('big')")
        self.window.wait_for_row("big")
        self.window.run("await c.mesh.smooth_async(iterations=1000)")
        self.window.wait_until_running()
        self.window.key("ctrl+c")
        self.window.wait_for_text("KeyboardInterrupt")
        self.window.settle()


if __name__ == "__main__":
    unittest.main()
