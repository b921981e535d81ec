"""Damaged files."""
import os
import unittest

from window import WindowTest


class FilesTest(WindowTest):
    def arguments(self):
        broken = os.path.join(self.folder, "broken.obj")
        with open(broken, "wb") as file:
            file.write(b"v 0 0 0\nf 1 2 99\n\x00\xff\xfe garbage")
        return "--open", broken

    def test_a_damaged_mesh_is_reported_and_the_program_continues(self):
        self.window.wait_for_text("broken.obj", "notes")
        self.window.wait_for_rows(lambda rows: "broken.obj" in "".join(rows), "the name", "info")  # its rows wrap
        self.window.run("1 + 1")
        self.window.wait_for_row("2")


if __name__ == "__main__":
    unittest.main()
