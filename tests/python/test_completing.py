"""Completion, tested in Python without the engine."""
import os
import tempfile
import unittest

from completing_names import NAMES, answer_completely, offered
from gimbal_console.assist import completion, inspection, variables


def setUpModule():
    answer_completely()


class Completing(unittest.TestCase):
    def check(self, cases):
        for source, wanted in cases.items():
            for text in wanted.split():
                with self.subTest(source):
                    self.assertIn(text, offered(source))

    def check_not(self, cases):
        for source, unwanted in cases.items():
            for text in unwanted.split() or [None]:
                with self.subTest(source):
                    found = offered(source)
                    self.assertTrue(text not in found if text else not found, found)

    def test_attributes_after_names_calls_indices_and_literals(self):
        self.check(
            {
                "point.": "x move norm make",
                "Point(1).": "move norm",
                "point.move(1).": "norm",
                "points[0].": "x move",
                "points[-1].": "x",
                'table["beta\'s"]["x"].': "move x",
                "table[3].": "upper",
                "counts['key'].": "append",
                '"".': "join",
                "b''.": "decode",
                "[].": "append",
                "{}.": "items",
                "{1}.": "union",
                "{1: 2}.": "items",
                "(1, 2).": "count",
                "(point).": "norm",
                "dict().": "items",
                'f"{point.': "norm",
                "print(point.": "norm",
                "x = [point.": "norm",
                "os.path.": "join",
                "a = point\na.": "norm",
                "os.\\\n  path.": "join",
            }
        )
        self.check_not(
            {
                "1.": "",
                "point.no.": "",
                "points[7].": "",
                "unknown().": "",
                "point.norm.": "",
                "lambda: 3.": "",
                "# point.": "",
                "'point.": "x",
            }
        )

    def test_parameters_of_the_call(self):
        self.check(
            {
                "scatter(": "alpha= beta= gamma=",
                "scatter(1, ": "beta= gamma=",
                "scatter(al": "alpha=",
                "scatter(1,\n  g": "gamma=",
                "some(": "beta= gamma=",
                "cached(": "alpha=",
                "Point(": "x= y=",
                "point.move(": "dx= dy=",
                "print(1, s": "sep=",
            }
        )
        self.check_not(
            {
                "scatter(1, ": "alpha=",
                "scatter(beta=1, ": "beta=",
                "scatter([": "",
                "scatter(alpha=": "",
                "(": "",
                "def scatter(": "",
            }
        )
        self.assertEqual(next(iter(offered("scatter(be"))), "beta=")

    def test_keys_with_their_quotes(self):
        self.check(
            {
                "table[": "'plain' 3",
                'table["': 'plain"] al\\"pha"] beta\'s"]',
                "table['": "plain'] al\"pha'] beta\\'s']",
                "counts['": "key']",
                'table["|"]': "plain",
                'table["|]': 'plain"',
                "print(table['pl": "plain']",
                'table.get("': 'plain" beta\'s"',
                "table.pop('|')": "plain",
                "os.environ['HO": "HOME']",
                "os.environ.get('HO": "HOME'",
                "os.environ['HOME'].": "upper",
            }
        )
        self.check_not(
            {"table.no('": "plain'", "points.get('": "plain'", "points['": "plain']", "f(table)['": "plain']"}
        )

    def test_files_in_strings(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "inside"))
            for name in ("mesh.ply", ".hidden"):
                open(os.path.join(folder, name), "w").close()
            self.assertEqual(offered(f"open('{folder}/"), {"inside/": ("folder", ""), "mesh.ply": ("file", "")})
            self.assertIn(".hidden", offered(f'x = "{folder}/.'))
            self.assertEqual(offered(f"'{folder}/no_such/"), {})
        self.assertIn("usr/", offered("r'/us"))

    def test_modules_and_their_names(self):
        self.check(
            {
                "import colors": "colorsys",
                "import os, colors": "colorsys",
                "import xml.": "dom etree",
                "import xml.dom.": "minidom",
                "from os import pa": "path pathsep",
                "from colorsys import ": "rgb_to_hsv",
                "from os im": "import",
                "from os import (path,\n  se": "sep",
                "import colorsys\ncolorsys.": "rgb_to_hsv",
                "from os import path as p\np.": "join",
                "import os.path as p\np.": "join",
            }
        )
        self.check_not({"from . import ": "", "import .": "", "import no_such_module.": ""})

    def test_names_in_the_source_being_typed(self):
        self.check(
            {
                "def f(given, other=1):\n    giv": "given",
                "def f(m: Point):\n    m.": "norm",
                "with open() as handle:\n    han": "handle",
                "for index, (a, b) in x:\n    ind": "index",
                "value = 3\nval": "value",
                "a, *rest = x\nre": "rest",
                "x: int = 3\nclass Thing: pass\nThi": "Thing",
                "[item.x for item in points if it": "item",
                "if (n := 3): pass\nn": "n",
                "try: pass\nexcept E as error:\n    err": "error",
                "def outer():\n    import json as js\n    def inner():\n        j": "js",
                "def broken(:\nx = (\ndef good(): pass\ngoo": "good",
                "goo|\ndef good_below(): pass": "good_below",
                "def f(a=sca": "scatter",
                "def f(a: Poi": "Point",
                "f(sca": "scatter",
                "def f(a=(sca": "scatter",
                "text = '''\nfake = 1\n'''\nte": "text",
            }
        )
        self.check_not(
            {
                "def f(given): pass\ngive": "given",
                "class C:\n    field = 1\n    def m(self):\n        fiel": "field",
                "'''\nfake = 1\n'''\nfak": "fake",
                "def na": "",
                "def f(al": "",
                "def f(alpha, *be": "",
                "class Na": "",
                "for na": "",
                "import os as pri": "",
                "f(keyword=1)\nkeywo": "keyword",
            }
        )

    def test_self_has_the_attributes_in_the_source_of_its_class(self):
        body = (
            "class Brush(Point):\n    '''self.no = 1'''\n    size: int = 3\n    __slots__ = ('weight',)\n"
            "    @property\n    def area(self): return self.no_value\n"
            "    @classmethod\n    def made(cls, text): cls.count = 1; cls.|\n    @staticmethod\n"
            "    def apart(self): pass\n"
            "    def __init__(self, x):\n"
            "        self.items, self._hidden_one = [], 2; self.by_name: dict = {}\n        if x: self.mesh = None\n"
            "        else: self.mesh = 'text'\n        self.items[0] = self.not_this == 2\n"
            "        other.nor_this = table[0, self.not_index] = 1\n        self.places = []\n"
        )
        below = "    def after(self, a=1): self.below = 1.5\nx = 1\n"
        inside = offered(
            body.replace("|", "")
            + "    def draw(self, at):\n        def later(): self.late = at\n        self.|\n"
            + below
        )
        self.assertLessEqual(
            {
                "size",
                "weight",
                "area",
                "made",
                "apart",
                "items",
                "_hidden_one",
                "by_name",
                "mesh",
                "late",
                "draw",
                "after",
                "below",
                "move",
                "norm",
            },
            set(inside),
        )
        self.assertEqual(
            [
                name
                for name in ("no", "not_this", "nor_this", "not_index", "no_value", "later", "a", "__init__")
                if name in inside
            ],
            [],
        )
        self.assertEqual(inside["x"], ("attribute", ""))  # from the bytecode of the base's __init__
        self.assertEqual(
            [
                inside[name]
                for name in ("places", "mesh", "below", "by_name", "after", "area", "made", "apart", "size", "move")
            ],
            [
                ("attribute", "list"),
                ("attribute", "str"),
                ("attribute", "float"),
                ("attribute", "dict"),
                ("function", "(a=1)"),
                ("property", ""),
                ("function", "(text)"),
                ("function", "(self)"),
                ("attribute", "int"),
                ("function", "(dx, dy=0)"),
            ],
        )
        order = list(inside)  # the class's names, private ones last, before those of the bases
        self.assertLess(order.index("weight"), order.index("_hidden_one"))
        self.assertLess(order.index("_hidden_one"), order.index("move"))
        of_class = offered(body)
        self.assertLessEqual({"count", "made", "size", "area", "move", "make"}, set(of_class))
        self.assertNotIn("items", of_class)
        self.check(
            {
                "class A:\n    def f(this):\n        this.items = []\n        this.items.": "append",
                "class A:\n    def f(self): self.x = ''; self.x.": "upper",
                "class A(Point):\n    def f(self):\n        super().": "move",
                "class A:\n    def f(self):\n        self.": "f",
                "class A:\n    def f(self):\n        self.__": "__init__ __class__",
                "class A(os.PathLike):\n    def f(self):\n        self.__fs": "__fspath__",
                "class B:\n    own = 1\nclass A(B, Point):\n    def f(self):\n        self.": "own f norm",
                "class A:\n    def f(self, a, b=2): pass\nA().f(": "a= b=",
                "class A:\n    def f(self, a, b=2):\n        self.f(": "a= b=",
                "class A(Point[int]):\n    def f(self):\n        self.": "move",
                "def g():\n    class A:\n        def f(self):\n            self.x = 1\n            self.": "x f",
                "class A:\n    def f(self):\n        with a as self.h:\n            self.": "h",
                "class A:\n    x: 'Point'\n    def f(self):\n        self.x.": "norm",
                "class A:\n    def f(self): pass\n    def g(self): f'{self.": "f",
                "class A:\n    def f(self): self.x = 3\n    def g(self):\n        self.|\n    def h(self): pass": "x h",
            }
        )
        self.check_not(
            {
                "class A(Point):\n    def f(self):\n        super().": "f",
                "class A:\n    @staticmethod\n    def f(self):\n        self.": "",
                "class A(unknown):\n    def f(self):\n        self.move.": "",
                "class A:\n    def f(self):\n        self.x = 1\n    def g(self):\n        self.x = g()\n"
                "        self.x.": "",
                "class A(Point):\n    def f(self):\n        self.norm.": "",
                "class A:\n    def f(self):\n        self.x = 1\nclass B:\n    def f(self):\n        self.": "x",
                "class A(A):\n    def f(self):\n        self.x.": "",
            }
        )

    def test_a_local_name_has_attributes_if_its_type_is_certain(self):
        begin = "def work(a, flag):\n    "
        self.check(
            {
                begin + text: wanted
                for text, wanted in {
                    "m = Point(1)\n    m.": "norm",
                    "x = []\n    x.": "append",
                    "x = {}\n    x.": "items",
                    "x = {1}\n    x.": "union",
                    "x = {**a}\n    x.": "items",
                    "x = 3\n    x.": "bit_length",
                    "x = -1.5e3\n    x.": "is_integer",
                    "x = True\n    x.": "bit_length",
                    "x = 2j\n    x.": "conjugate",
                    "x = f'{a}'\n    x.": "upper",
                    "x = (1, a)\n    x.": "count",
                    "x = y = set()\n    y.": "union",
                    "x = Point(1); x.": "norm",
                    "x = None\n    if flag:\n        x = Point(1)\n    x.": "norm",
                    "x = {}\n    x = []\n    x.": "append",
                    "if flag:\n        x = []\n    else:\n        x = {}\n        x.": "items",
                    "if flag:\n        x = {}\n    else:\n        x = dict(a)\n    x.": "items",
                    "if flag:\n        x = {}\n        x = []\n    x.": "append",
                    "x = ''\n    x.|\n    x = []": "upper",
                    "x: Point = a()\n    x.": "norm",
                    "x: 'Optional[Point]' = a()\n    x.": "norm",
                    "x: os.PathLike\n    x.__f": "__fspath__",
                    "with a:\n        x = ''\n    x.": "join",
                    "class Near:\n        def touch(self): pass\n    n = Near()\n    n.": "touch",
                    "x = Point(1).move(2)\n    x.": "norm",
                    "x = table\n    x['plain'].": "real",
                }.items()
            }
        )
        self.check(
            {
                "import os; os.": "sep",
                "with open('x') as f:\n    f.": "readline",
                "with open('x', 'rb') as f, a as b:\n    f.": "readinto",
                "with a as b, open('x', mode='w') as f:\n    f.w": "writelines",
                "f = open('x')\nf.": "encoding",
                "open('a', 'r+b').": "readinto1",
                "import xml as x\nx.dom.minidom.": "parse",
                "x = 1; import colors": "colorsys",
                "x = ';'; x.": "upper",
                "class A:\n    def f(self): pass\na = A()\na.": "f",
            }
        )
        self.check_not(
            {
                begin + text: wanted
                for text, wanted in {
                    "if flag:\n        x = []\n    else:\n        x = {}\n    x.": "",
                    "x = []\n    if flag:\n        x = {}\n    x.": "",
                    "x = []\n    x = a()\n    x.": "",
                    "point = a()\n    point.": "",
                    "for point in a:\n        point.": "",
                    "x = (n, n for n in a)\n    x.": "",
                    "x = x.b = a\n    x.": "",
                    "x = [1] * a\n    x.": "",
                    "x = a or []\n    x.": "",
                    "x = Point(1).norm\n    x.": "",
                    "x = []\n    if flag:\n        x = None\n        x = a()\n    x.": "",
                    "x = x\n    x.": "",
                    "x = y\n    y = x\n    x.": "",
                    "x = (f(a, b))\n    x.": "",
                }.items()
            }
        )
        self.check_not(
            {
                "def f(point):\n    point.": "",
                "with point as f:\n    f.": "",
                "with not_known(open('x')) as f:\n    f.": "",
                "open('x', flag).": "",
                "with (a, open('x')) as f:\n    f.": "",
                "[point.x for point in a if point.": "",
                "lambda point: point.": "",
            }
        )
        self.check(
            {
                "point = a()\npoint.": "norm",
                "def f():\n    global point\n    point.": "norm",
                "@anything\nclass Point: pass\nPoint(1).": "norm",
            }
        )

    def test_attributes_that_methods_assign_are_read_from_bytecode(self):
        self.assertLessEqual({"x", "by", "to", "move"}, set(offered("Point(1).")))
        self.assertEqual(
            [name for name in ("not_self", "not_either", "moved", "dx") if name in offered("Point(1).")], []
        )
        self.assertNotIn("by", offered("Point."))
        self.assertEqual(inspection.document(b"Point(1).b", 10, b"by", NAMES), "")

    def test_private_names_need_a_typed_underscore(self):
        self.assertNotIn("_hidden", offered("hid"))
        self.assertIn("_hidden", offered("_"))
        self.assertIn("__class__", offered("point.__"))

    def test_completions_are_in_order_of_match(self):
        names = list(offered("rbm"))
        self.assertEqual(names[0], "remove_bad_mesh")
        names = list(offered("pr"))
        self.assertEqual(names[:2], ["print", "property"])
        self.assertLess(names.index("property"), names.index("repr"))

    def test_the_names_that_a_module_lists_come_first_and_its_helpers_do_not_come(self):
        import gimbal

        NAMES["gimbal"] = gimbal
        self.addCleanup(NAMES.pop, "gimbal")
        for source in ("gimbal.", "from gimbal import "):
            with self.subTest(source):
                names = list(offered(source))
                self.assertEqual(names[: len(gimbal.__all__)], sorted(gimbal.__all__, key=str.lower))
                for name in ("scene", "ops", "io", "view"):  # also those that are imported on first use
                    self.assertLess(names.index(name), names.index("Object"), name)
                for helper in ("events", "tasks", "startup", "manifest", "parsed", "sys"):
                    self.assertNotIn(helper, names)
        self.assertFalse({"events", "startup", "_sys"} & set(dir(gimbal)))
        import logging.handlers

        NAMES["logging"] = logging  # without a __dir__, its submodules are for others
        self.addCleanup(NAMES.pop, "logging")
        self.assertIn("handlers", offered("logging."))

    def test_at_the_deadline_completion_returns_what_it_has(self):
        names = {f"name_{number}": number for number in range(50_000)}
        for module in (completion, variables):
            self.addCleanup(setattr, module, "SECONDS", module.SECONDS)
            module.SECONDS = -1
        self.assertEqual(completion.complete(b"m_9", 3, names), (0, 3, [], False))
        self.assertEqual(len(completion.complete(b"m_9", 3, names, patiently=True)[2]), completion.MAX_COMPLETIONS)
        self.assertEqual(completion.complete(b"m_9", 3, names, True, lambda: True), (0, 3, [], False))
        self.assertEqual(variables.variables(names, {}), ([], True))
        completion.SECONDS = 1000
        found = completion.complete(b"m_9", 3, names, False, lambda: False)
        self.assertEqual((len(found[2]), found[3]), (completion.MAX_COMPLETIONS, True))

    def test_the_replaced_range_is_in_bytes(self):
        source = "größe = 'ä'; grö".encode()
        start, end, items, _ = completion.complete(source, len(source), {"größe": 1})
        self.assertEqual((source[start:end].decode(), items[0][0]), ("grö", "größe"))
