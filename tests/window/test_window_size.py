"""Sizes, splitters, maximised panels."""
import unittest

from window import WindowTest, header_of, wait_for


class WindowSizeTest(WindowTest):
    def resized(self, width, height):
        self.window.resize(width, height)
        self.window.wait_for_state(window=f"{width}x{height}")
        self.window.settle()
        return self.window.layout()

    def test_the_window_can_be_made_small_and_large(self):
        for width, height in [(400, 300), (1199, 700), (640, 480), (1600, 900), (1000, 301), (1500, 890)]:
            places = self.resized(width, height)
            self.assertEqual("outliner" in places, width >= 1200, "the right column folds below 1200")
            for name, (x, y, w, h) in places.items():
                self.assertGreater(min(w, h), 50, name)
                self.assertLessEqual(x + w, width, name)
                self.assertLessEqual(y + h, height, name)
        self.window.run("'after ' + 'resizing'")
        self.window.wait_for_row("'after resizing'")

    def test_a_dragged_splitter_is_remembered(self):
        x, y, width, height = self.window.layout()["view"]
        middle = int(y + height / 2)
        self.window.drag((int(x + width) + 1, middle), (500, middle))
        wait_for(lambda: abs(self.window.layout()["view"][2] - 499) <= 3, lambda: f"the splitter; {self.window.layout()}")
        moved = self.window.layout()
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)
        self.window = self.open()
        self.assertEqual(self.window.layout(), moved)

    def test_a_double_click_on_a_header_maximises(self):
        before = self.window.layout()
        self.window.click(*header_of(before["console"]), times=2)
        self.window.wait_for_state(maximised="console")
        self.assertEqual(list(self.window.layout()), ["console"])
        self.window.click(*header_of(self.window.layout()["console"]), times=2)
        self.window.wait_for_state(maximised="none")
        self.assertEqual(self.window.layout(), before)


if __name__ == "__main__":
    unittest.main()
