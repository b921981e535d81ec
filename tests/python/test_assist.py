"""The assist code runs no user code: tested with objects that record each access."""
import collections
import functools
import os
import sys
import tempfile
import types
import unittest
import unittest.mock
from random import Random

from gimbal_console.assist import completion, inspection, variables

ran = []


def setUpModule():
    # complete answers on a busy machine, too
    completion.SECONDS = completion.PATIENT_SECONDS = 1000
    completion.DETAILS_SECONDS = variables.SECONDS = 1000


def recorder(name, value=None):
    def touched(*arguments, **named):
        ran.append(name)
        if callable(value):
            return value()
        return value

    return touched


# Methods that a class may define and that some kind of access would call.
SPECIAL = {
    "__getattr__": None,
    "__repr__": "repr",
    "__str__": "str",
    "__format__": "",
    "__len__": 3,
    "__length_hint__": 3,
    "__bool__": True,
    "__iter__": lambda: iter(()),
    "__contains__": True,
    "__getitem__": None,
    "__dir__": list,
    "__eq__": True,
    "__ne__": True,
    "__lt__": True,
    "__call__": None,
    "__index__": 1,
    "__int__": 1,
    "__float__": 1.0,
    "__sizeof__": 1,
    "__reduce_ex__": "x",
    "__instancecheck__": True,
    "__subclasscheck__": True,
    "__set_name__": None,
    "__missing__": None,
    "__reversed__": lambda: iter(()),
    "keys": list,
    "items": list,
    "values": list,
    "get": None,
    "__bytes__": b"",
    "__fspath__": ".",
    "__copy__": None,
    "__enter__": None,
}
PROPERTIES = (
    "__class__",
    "__doc__",
    "__wrapped__",
    "__signature__",
    "__text_signature__",
    "__module__",
    "__annotations__",
    "__name__",
    "__code__",
    "__defaults__",
    "__func__",
    "__self__",
    "__file__",
    "__path__",
    "shape",
    "dtype",
    "prop",
)


def special(hash_value=7):
    """The namespace of a class whose methods and properties record each call."""
    made = {name: recorder(name, value) for name, value in SPECIAL.items()}
    made.update((name, property(recorder(f"property {name}"))) for name in PROPERTIES)
    made["__hash__"] = recorder("__hash__", hash_value)
    made["__getattribute__"] = recorder("__getattribute__")
    return made


class Descriptor:
    def __init__(self):
        pass

    def __get__(self, instance, owner=None):
        ran.append("__get__")

    def __set__(self, instance, value):
        ran.append("__set__")

    def __delete__(self, instance):
        ran.append("__delete__")


def make_meta():
    methods = special()
    for name in ("__set_name__", "__module__", "__qualname__", "__doc__"):
        methods.pop(name, None)
    return type("Meta", (type,), {**methods, "field": 1})


def derived(base):
    """An instance of a class that overrides all methods of a builtin type."""
    methods = {name: value for name, value in special().items() if name not in ("__bool__", "__set_name__")}
    if base in (dict, list, set, tuple, str, bytes, int, float):
        return type(f"Of{base.__name__}", (base,), methods)()
    return type(f"Of{base.__name__}", (base,), methods)("trap")


class Text(str):
    """A key whose __eq__ records a look-up by hash."""

    def __eq__(self, other):
        ran.append("key __eq__")
        return str.__eq__(self, other)

    def __hash__(self):
        ran.append("key __hash__")
        return str.__hash__(self)

    def startswith(self, *_):
        ran.append("key startswith")
        return True

    lower = isidentifier = __str__ = __repr__ = __format__ = startswith


KEYS = ("hidden", "len", "os", "own")


def trapped_namespace():
    trap_class = type(
        "Trap", (), {**special(), "descriptor": Descriptor(), "cached": functools.cached_property(recorder("cached"))}
    )
    trap = object.__new__(trap_class)
    object.__setattr__(trap, "own", 1)
    meta = make_meta()
    of_meta = type.__call__(meta, "OfMeta", (), {"inner": trap, "method": recorder("method"), "__slots__": ("slot",)})
    slotted = type("Slotted", (), {"__slots__": ("slot", "other"), **special()})
    slotted_object = object.__new__(slotted)
    slotted.slot.__set__(slotted_object, trap)

    def function(first=trap, *rest, last=trap, **more):
        ran.append("function")

    function.__defaults__ = (trap,)
    function.__kwdefaults__ = {"last": trap, Text("last"): trap}
    function.__wrapped__ = trap
    function.__signature__ = trap
    function.__doc__ = Text("documentation")
    function.__annotations__ = {"return": trap}

    def bare(first=trap, *, last=trap):
        ran.append("bare")

    def annotated() -> "Text":
        ran.append("annotated")

    module = type(
        "Module",
        (types.ModuleType,),
        {"__getattr__": recorder("module __getattr__"), "prop": property(recorder("module prop"))},
    )
    named = types.ModuleType("named")
    named.__getattr__ = recorder("named.__getattr__")
    named.__path__ = named.__file__ = named.__spec__ = trap
    named.__dict__["__name__"] = Text("named")
    named.__dict__[Text("member")] = trap
    sys.modules["trapped_module"] = trap
    sys.modules["named_module"] = named
    plain = type(
        "Plain",
        (),
        {
            "descriptor": Descriptor(),
            "prop": property(recorder("prop")),
            "__init__": Descriptor(),
            "__doc__": Descriptor(),
        },
    )
    computed_dict = type("ComputedDict", (), {"__dict__": property(recorder("__dict__", dict))})
    only_items = type(
        "OnlyItems",
        (dict,),
        {name: method for name, method in special().items() if name in ("items", "keys", "__iter__", "__len__")},
    )
    names = {
        "only_items": only_items(key=trap),
        "of_meta_object": object.__new__(of_meta),
        "bare": bare,
        "trap": trap,
        "trap_class": trap_class,
        "of_meta": of_meta,
        "meta": meta,
        "slotted": slotted_object,
        "function": function,
        "annotated": annotated,
        "Text": Text,
        "module": module("module"),
        "named": named,
        "plain": plain,
        "plain_object": object.__new__(plain),
        "computed_dict": computed_dict(),
        "dictionary": {Text("key"): trap, "key": trap, 3: trap, trap_class: 1, "inner": {"deep": trap}},
        "items": [trap, [trap], (trap,), {"key": trap}],
        "partial": functools.partial(function, trap),
        "lock": functools.lru_cache(function),
        "counter": collections.Counter({"key": trap}),
        "defaults": collections.defaultdict(recorder("factory"), {"key": trap}),
        "text": Text("text"),
        "static": staticmethod(trap),
        "method": types.MethodType(recorder("method"), trap),
        "huge": 1 << 100_000,
    }
    for base in (dict, list, tuple, set, str, bytes, int, float, Exception, types.ModuleType, functools.partial):
        if base is not functools.partial:
            names[f"of_{base.__name__}"] = derived(base)
    for name in KEYS:
        names[Text(name)] = trap  # a look-up by hash would call its __eq__
    return names


def sources_for(name):
    yield name
    yield name[:2]
    for behind in (
        ".",
        ".prop.",
        ".own.",
        ".descriptor.",
        ".slot.",
        ".inner.",
        ".field.",
        ".key",
        "(",
        "(1, ",
        "[",
        '["',
        '["key"].',
        "[0].",
        "[3].",
        '["inner"]["deep"].',
        "().",
        ".__",
        ".method(",
        ".__init__(",
        ".__doc__.",
    ):
        yield name + behind
    yield f"for x in {name}: {name}."
    yield f"y = {name}\ny."
    yield f"def f(a: {name}):\n    a."
    for base in (name, f"{name}[0]", f"{name}.inner", f"{name}, {name}"):
        yield f"class A({base}):\n    size = {name}\n    def f(self):\n        self.x = {name}\n        self."
    for asked in (
        "self.x.",
        "self.size.",
        "self.prop.",
        "self.own.",
        "self.f(",
        "super().",
        "super().prop.",
        "self.descriptor.",
        "self.method(",
    ):
        yield f"class A({name}):\n    size = {name}\n    def f(self):\n        self.x = {name}\n        {asked}"
    yield f"class A({name}):\n    @classmethod\n    def f(cls):\n        cls."
    yield f"class A({name}): pass\nA("
    yield f"class A({name}): pass\nA().prop."
    for value in (name, f"{name}()", f"{name}.inner", f"{name}[0]", f"{name}.method()"):
        yield f"def f():\n    x = {value}\n    if x: x = {value}\n    x."
    yield f"def f():\n    x: {name} = 1\n    x."
    yield f"import {name}."
    yield f"from {name} import "
    yield f'f"{{{name}.'


def ask_everything(names, source):
    typed = source.encode()
    _, _, items, _ = completion.complete(typed, len(typed), names)
    inspection.call_tip(typed, len(typed), names)
    for text, kind, detail in items[:30]:
        assert type(text) is str and type(kind) is str and type(detail) is str, (text, kind, detail)
        inspection.document(typed, len(typed), text.encode(), names)
    inspection.inspect(typed.rstrip(b".(["), 1, names, lambda file: "")
    return items


class NoUserCode(unittest.TestCase):
    def setUp(self):
        self.modules_before = dict(sys.modules)
        self.path_before = sys.path[:]
        self.names = trapped_namespace()
        ask_everything(self.names, "len")  # its imports are done now
        variables.variables(self.names, {})
        ran.clear()

    def tearDown(self):
        for name in ("trapped_module", "named_module"):
            sys.modules.pop(name, None)
        sys.path[:] = self.path_before

    def test_the_objects_record_each_access(self):
        trap = self.names["trap"]
        for touch in (repr, len, dir, bool, lambda t: t.prop, lambda t: isinstance(t, int), lambda t: t == 1):
            ran.clear()
            touch(trap)
            self.assertTrue(ran)

    def test_completion_accesses_no_object_in_any_context(self):
        names = [*(name for name in self.names if type(name) is str), *KEYS]
        for name in names:
            for source in sources_for(name):
                ask_everything(self.names, source)
                self.assertEqual(ran, [], source)
        self.assertGreater(len(names), 30)

    def test_the_list_of_variables_accesses_no_object(self):
        at_start = {Text("hidden"): 1, "trap": self.names["trap"]}
        ran.clear()
        rows, _ = variables.variables(self.names, at_start)
        self.assertEqual(ran, [])
        self.assertIn(("plain_object", "Plain"), [row[:2] for row in rows])
        for row in rows:
            self.assertTrue(all(type(field) is str for field in row), row)

    def test_completion_accesses_no_module_and_no_finder(self):
        sys.path.insert(0, self.names["trap"])
        sys.path.insert(0, Text("/usr"))
        finder = type(
            "Finder",
            (),
            {
                "find_spec": recorder("find_spec"),
                "invalidate_caches": recorder("invalidate"),
                "__hash__": object.__hash__,
            },
        )()
        sys.meta_path.insert(0, finder)
        sys.path_hooks.insert(0, recorder("path hook"))
        self.addCleanup(sys.meta_path.remove, finder)
        self.addCleanup(sys.path_hooks.pop, 0)
        before = set(map(str, sys.modules))
        ran.clear()
        for source in (
            "import ",
            "import col",
            "import xml.",
            "import xml.dom.",
            "from xml import ",
            "from colorsys import ",
            "import trapped_module.",
            "from trapped_module import ",
            "from named_module import ",
            "import named_module.",
            "import wave\nwave.",
            "import wave as w\nw.open(",
        ):
            ask_everything(self.names, source)
            self.assertEqual(ran, [], source)
        self.assertEqual(set(map(str, sys.modules)), before)

    def test_numpy_arrays_are_described_and_derived_classes_are_not_accessed(self):
        try:
            import numpy
        except ModuleNotFoundError:
            if sys.base_prefix == "/usr":
                raise
            self.skipTest(f"the Python in {sys.base_prefix} has no numpy")

        class Derived(numpy.ndarray):
            def __array_finalize__(self, other):
                ran.append("__array_finalize__")

        names = {"array": numpy.zeros((3, 4)), "derived": numpy.zeros(3).view(Derived), "numpy": numpy}
        ran.clear()
        for name in names:
            for source in sources_for(name):
                ask_everything(names, source)
        self.assertEqual(
            [row[:3] for row in variables.variables(names, {})[0]],
            [("array", "ndarray", "3 × 4"), ("derived", "Derived", ""), ("numpy", "module", "")],
        )
        self.assertEqual(ran, [])

    def test_a_module_that_is_a_pipe_has_no_source_and_is_not_waited_for(self):
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.object(sys, "path", [folder]):
            pipe = os.path.join(folder, "piped.py")
            os.mkfifo(pipe)
            source = b"from piped import na"
            self.assertEqual(completion.complete(source, len(source), {})[2], [])
            function = types.FunctionType(compile("def made(): pass", pipe, "exec").co_consts[0], {})
            shown = inspection.inspect(b"made", True, {"made": function}, lambda file: "")
            self.assertIn("made()", shown)

    def test_variables_are_in_natural_order(self):
        names = dict.fromkeys(
            ("value_10", "Value_2", "x", "value_1", "value", "value_01b", "b2a10", "b2a9", "v" + "9" * 5000), 0
        )
        self.assertEqual(
            [row[0] for row in variables.variables(names, {})[0]],
            ["b2a9", "b2a10", "v" + "9" * 5000, "value", "value_1", "value_01b", "Value_2", "value_10", "x"],
        )


class HalfTypedCode(unittest.TestCase):
    def test_any_text_before_the_cursor_gets_an_answer(self):
        """Parts of the standard library, cut and damaged at random."""
        random = Random(4)
        folder = os.path.dirname(os.__file__)
        files = [
            os.path.join(folder, name)
            for name in ("argparse.py", "dataclasses.py", "typing.py", "shutil.py", "textwrap.py", "ast.py")
        ]
        names = {"os": os, "collections": collections, "d": {"a": 1, 2: 3}, "items": [1, "x"]}
        for _ in range(400):
            with open(random.choice(files), "rb") as file:
                source = file.read()
            middle = random.randrange(len(source))
            piece = bytearray(
                source[max(0, middle - random.choice((30, 300, 3000))) : middle + random.choice((0, 10, 1000))]
            )
            for _ in range(random.choice((0, 1, 5))):
                piece[random.randrange(len(piece))] = random.choice(b"()[]{}'\"\\#:,.=\n \xff*@f")
            cursor = random.randrange(len(piece) + 1)
            with self.subTest(bytes(piece[:cursor])):
                start, end, items, _ = completion.complete(bytes(piece), cursor, names)
                self.assertTrue(0 <= start <= end == cursor)
                inspection.call_tip(bytes(piece), cursor, names)
                for text, _, _ in items[:2]:
                    inspection.document(bytes(piece), cursor, text.encode(), names)
                inspection.inspect(bytes(piece[max(0, cursor - 20) : cursor]), 1, names, lambda file: "")
