"""Sizes, splitters, maximised panels."""
import pathlib
import unittest

from window import WindowTest, header_of, wait_for


class WindowSizeTest(WindowTest):
    def resized(self, width, height):
        self.window.resize(width, height)
        # The state has the size that the layout was made for, which can be a frame older than the size of the X window.
        self.window.wait_for_state(window=f"{width}x{height}")
        self.window.settle()
        return self.window.layout()

    def test_the_window_can_be_made_small_and_large(self):
        for width, height in [(400, 300), (1119, 700), (640, 480), (1600, 900), (1000, 301), (1500, 890)]:
            places = self.resized(width, height)
            self.assertEqual("outliner" in places, width >= 1120, "the right column folds below 1120")
            for name, (x, y, w, h) in places.items():
                self.assertGreater(min(w, h), 50, name)
                self.assertLessEqual(x + w, width, name)
                self.assertLessEqual(y + h, height, name)
        self.window.run("'after ' + 'resizing'")
        self.window.wait_for_row("'after resizing'")

    def test_the_handle_at_the_edge_unfolds_the_right_column(self):
        self.resized(1000, 700)
        self.window.click(993, 350)
        self.window.wait_for_layout(lambda places: "outliner" in places and "properties" in places, "both panels")
        self.window.click(993, 350)
        self.window.wait_for_layout(lambda places: "outliner" not in places, "the column to fold")

    def test_the_panels_menu_hides_and_shows_and_is_remembered(self):
        def choose_info():
            self.window.key("F10")
            self.window.wait_for_text("Open mesh", "dialog")
            self.window.key("Right", "Right")
            self.window.wait_for_text("Panels", "dialog")
            self.window.key("Up", "Up")  # past Scale, the last entry
            self.window.key("Right")
            self.window.wait_for_text("3D view", "dialog")
            self.window.key("Down", "Down", "Down", "Return")

        choose_info()
        self.window.wait_for_layout(lambda places: "info" not in places, "the Info panel to go")
        settings = pathlib.Path(self.folder, "user", "settings.toml")
        wait_for(lambda: settings.exists() and "shows_info" in settings.read_text(), "the settings on disk")
        self.window.process.kill()  # no clean end
        self.window.process.wait()
        self.window = self.open()
        self.window.wait_for_layout(lambda places: "info" not in places and "editor" in places, "no Info panel")

    def test_a_dragged_splitter_is_remembered(self):
        x, y, width, height = self.window.layout()["view"]
        middle = int(y + height / 2)
        self.window.drag((int(x + width) + 1, middle), (500, middle))
        self.window.wait_for_layout(lambda places: abs(places["view"][2] - 499) <= 3, "the splitter to move")
        self.window.settle()
        moved = self.window.layout()
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)
        self.window = self.open()
        self.window.wait_for_layout(lambda places: places == moved, f"the layout before: {moved}")

    def test_a_double_click_on_a_header_maximises(self):
        before = self.window.layout()
        self.window.click(*header_of(before["console"]), times=2)
        self.window.wait_for_state(maximised="console")
        places = self.window.wait_for_layout(lambda places: list(places) == ["console"], "only the console")
        self.window.click(*header_of(places["console"]), times=2)
        self.window.wait_for_state(maximised="none")
        self.window.wait_for_layout(lambda places: places == before, f"the layout before: {before}")


if __name__ == "__main__":
    unittest.main()
