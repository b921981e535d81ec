"""The example `embed` with the target imgui::imgui of its own project: it links and starts."""
import unittest

from driven import WithoutDisplay


class OwnImGuiTest(WithoutDisplay, unittest.TestCase):
    pass


if __name__ == "__main__":
    unittest.main()
