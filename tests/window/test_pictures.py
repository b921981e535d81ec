"""Pictures, plots and characters of other fonts, in a real window."""
import os
import subprocess
import unittest

from window import WindowTest, wait_for

GREEN_IMAGE = """
import struct, zlib
class Image:
    def __init__(self, width, height): self.size = width, height
    def _repr_png_(self):
        width, height = self.size
        chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                                    + struct.pack(">I", zlib.crc32(kind + data)))
        rows = zlib.compress((b"\\0" + bytes((0, 200, 0)) * width) * height)
        return (b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
"""


class PicturesTest(WindowTest):
    def arguments(self):
        path = os.path.join(self.folder, "image.py")
        with open(path, "w") as file:
            file.write(GREEN_IMAGE + "import builtins; builtins.Image = Image\n")
        return (path,)

    def column(self, x, y, height):
        """(red, green, blue) of each pixel of the screen, from the top."""
        shown = subprocess.run(
            ["import", "-window", "root", "-crop", f"1x{height}+{int(x)}+{int(y)}", "-depth", "8", "rgb:-"],
            env=self.display.environment,
            capture_output=True,
            check=True,
        ).stdout
        return [tuple(shown[at : at + 3]) for at in range(0, len(shown), 3)]

    def pixel(self, x, y):
        return self.column(x, y, 1)[0]

    def corner_of(self, row):
        """The top left corner of a row. The window must be idle, because a new row would scroll it."""
        self.window.settle()
        x, y, _, _ = self.window.layout()["console"]
        at = self.window.rows().index(row) - 1  # the header is the first
        return x + 10, y + 28 + 8 + 20 * at

    def test_a_picture_is_drawn_in_its_rows_and_disappears_with_them(self):
        self.window.run("Image(320, 100)")
        self.window.wait_for_row("[picture 320 x 100]")
        x, y = self.corner_of("[picture 320 x 100]")
        wait_for(lambda: self.pixel(x + 300, y + 50) == (0, 200, 0), "the picture's pixels")
        self.assertEqual(self.pixel(x + 1, y + 100), (0, 200, 0))
        self.assertNotEqual(self.pixel(x + 330, y + 50), (0, 200, 0))  # not enlarged
        self.window.settle()
        self.window.type("typed")  # redraws a part of the window beside it
        self.window.wait_for_row(">>> typed")
        self.assertEqual(self.pixel(x + 300, y + 50), (0, 200, 0))
        self.window.key("ctrl+l")
        wait_for(lambda: self.pixel(x + 300, y + 50) != (0, 200, 0), "the picture to go")

    def test_plots_appear_in_the_scrollback_as_results_and_by_show(self):
        self.window.run("import matplotlib.pyplot as plt; figure = plt.figure(figsize=(3, 1)); plt.plot([1, 2])")
        self.window.run("figure")
        self.window.wait_for_row("[picture 300 x 100]")
        self.window.run("'kept'")
        self.window.run("another = plt.figure(figsize=(2, 1)); plt.show()")
        self.window.wait_for_row("[picture 200 x 100]")  # after the first one, which was still open
        pictures = [row for row in self.window.rows() if row.startswith("[picture")]
        self.assertEqual(pictures[-2:], ["[picture 300 x 100]", "[picture 200 x 100]"])
        self.window.run("_, plt.get_fignums()")
        self.window.wait_for_row("('kept', [])")

    def test_characters_of_other_fonts_appear_and_are_drawn_again_after_a_zoom(self):
        self.window.run("print('\\U0001f7e5' * 20)")  # red squares
        row = "\U0001f7e5" * 20
        self.window.wait_for_row(row)
        x, y = self.corner_of(row)
        red_below = lambda cell: sum(
            red > 180 and green < 90 and blue < 100 for red, green, blue in self.column(x + cell, y, 150)
        )
        wait_for(
            lambda: red_below(8) > 0 and red_below(8) == red_below(16 * 19 + 8), "the first square and the last one"
        )
        usual = red_below(8)
        self.assertEqual(red_below(16 * 20 + 8), 0)
        self.window.key(*["ctrl+plus"] * 6)
        wait_for(lambda: max(map(red_below, range(16 * 20, 16 * 21, 4))) > usual, "larger squares")


if __name__ == "__main__":
    unittest.main()
