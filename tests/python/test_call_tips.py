"""Call tips, `name?` and the list of variables, tested in Python without the engine."""
import os
import unittest

import completing_names
from completing_names import NAMES, Point, answer_completely, explained, scatter, tip
from gimbal_console.assist import inspection, variables


def setUpModule():
    answer_completely()


class CallTips(unittest.TestCase):
    def test_the_current_parameter_is_marked(self):
        for source, wanted in {
            "scatter(": "scatter(<alpha>, beta=3, *args, gamma=None)",
            "scatter(1, ": "scatter(alpha, <beta=3>, *args, gamma=None)",
            "scatter(1, [2, (3, 4": "scatter(alpha, <beta=3>, *args, gamma=None)",
            "scatter(1, 2, 3, 4, ": "scatter(alpha, beta=3, <*args>, gamma=None)",
            "scatter(gamma=": "scatter(alpha, beta=3, *args, <gamma=None>)",
            "scatter(gamma=1, ": "scatter(alpha, beta=3, *args, gamma=None)",
            "scatter(print(1), ": "scatter(alpha, <beta=3>, *args, gamma=None)",
            "point.move(": "move(<dx>, dy=0)",
            "Point.move(": "move(<self>, dx, dy=0)",
            "Point(1, y=": "Point(x, *, <y=2>)",
            "range(1, ": "range(start, <stop>, [step])",
            '"".join(': "join(<iterable>, /)",
            "def mine(a, b): pass\nmine(1, ": "mine(a, <b>)",
            "def mine(a, b=', ('): pass\nmine(1, ": "mine(a, <b=', ('>)",
            "class Mine:\n    def __init__(self, a, b): pass\nMine(1, ": "Mine(a, <b>)",
            "class Mine(Point): pass\nMine(": "Mine(<x>, *, y=2)",
            "class Mine:\n    def f(self, a, b): pass\nMine.f(": "f(<self>, a, b)",
            "class Mine:\n    def f(self, a, b):\n        self.f(1, ": "f(a, <b>)",
            "scatter(lambda a, b: 1, ": "scatter(alpha, <beta=3>, *args, gamma=None)",
            "scatter({'a,b': 1}, ": "scatter(alpha, <beta=3>, *args, gamma=None)",
        }.items():
            with self.subTest(source):
                self.assertEqual(tip(source), wanted)

    def test_no_call_tip_outside_a_call(self):
        for source in (
            "scatter",
            "scatter(1)",
            "(1, ",
            "if (",
            "# scatter(",
            "def scatter(",
            "unknown(",
            "print('a'\nscatter",
        ):
            if source != "print('a'\nscatter":
                self.assertEqual(tip(source), "", source)
        self.assertTrue(tip("print('a'\nscatter").startswith("print("))


class Explaining(unittest.TestCase):
    def test_a_name_is_described(self):
        self.assertIn("signature: scatter(alpha, beta=3, *args, gamma=None)", explained("scatter"))
        self.assertIn("Throw points about.", explained("scatter"))
        self.assertIn(f"file: {completing_names.__file__}, line", explained("Point"))
        self.assertIn("class Point:\n", explained("Point", source=True))
        self.assertNotIn("def scatter", explained("Point", source=True))
        self.assertIn("value: {'al\"pha': [1]", explained("table"))

    def test_a_missing_name_is_reported(self):
        self.assertIn("there is no nothing_here", explained("nothing_here"))
        self.assertIn("Point has no colour", explained("point.colour"))
        self.assertIn("computed by code", explained("point.norm"))
        self.assertIn("is not a name", explained("3 +"))
        self.assertIn("only after running it", explained("scatter()"))

    def test_one_completion_is_documented(self):
        for source, chosen, wanted in (
            ("sca", "scatter", "scatter(alpha, beta=3, *args, gamma=None)\nThrow points about."),
            ("point.", "move", "move(dx, dy=0)\nMove it."),
            ("point.", "norm", "Its length."),
            ("scatter(", "beta=", "beta=3"),
            ("point.", "x", "int, 1"),
            ("sca", "gone", ""),
            ("import colors", "colorsys", "Conversion functions between RGB and other color systems."),
        ):
            self.assertEqual(inspection.document(source.encode(), len(source), chosen.encode(), NAMES), wanted)


class Variables(unittest.TestCase):
    def test_values_are_short_and_cost_is_bounded(self):
        rows, more = variables.variables(
            {
                "many": list(range(10**6)),
                "deep": [[[[1]]]],
                "big": 1 << 5000,
                "text": "x" * 10**6,
                "f": scatter,
                "C": Point,
                "os": os,
            },
            {},
        )
        self.assertFalse(more)
        self.assertEqual([row[0] for row in rows], ["big", "deep", "many", "text", "C", "f", "os"])
        values = {row[0]: row for row in rows}
        self.assertEqual(values["many"][1:], ("list", "1,000,000 items", "[0, 1, 2, 3, 4, 5, …]"))
        self.assertEqual(values["big"][3], "an integer of 5,001 bits")
        self.assertEqual(values["text"][2], "1,000,000 characters")
        self.assertTrue(all(len(row[3]) < 200 for row in rows))
