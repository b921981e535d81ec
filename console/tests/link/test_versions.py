"""The package runs on Python 3.9: its syntax, its annotations, and what it takes from the standard library."""
import ast
import builtins
import os
import pathlib
import shutil
import subprocess
import unittest

PACKAGE = pathlib.Path(os.environ["GIMBAL_CONSOLE"]) / "gimbal_link"
OLDEST = (3, 9)

# What came after OLDEST, as far as a package of sockets and threads might want it.
NEWER_MODULES = {"tomllib", "compression", "annotationlib", "concurrent.interpreters", "wsgiref.types"}
NEWER_NAMES = {
    "asyncio": "timeout timeout_at TaskGroup Runner Barrier BrokenBarrierError QueueShutDown eager_task_factory",
    "collections.abc": "Buffer",
    "concurrent.futures": "InterpreterPoolExecutor",
    "contextlib": "aclosing chdir",
    "dataclasses": "KW_ONLY",
    "datetime": "UTC",
    "enum": "StrEnum ReprEnum verify member nonmember global_enum EnumCheck FlagBoundary",
    "functools": "Placeholder",
    "hashlib": "file_digest",
    "inspect": "get_annotations getmembers_static getasyncgenstate markcoroutinefunction BufferFlags",
    "itertools": "pairwise batched",
    "logging": "getLevelNamesMapping getHandlerByName getHandlerNames",
    "math": "cbrt exp2 sumprod fma",
    "mmap": "MAP_POPULATE MAP_STACK MAP_NORESERVE",
    "operator": "call is_none is_not_none",
    "os": "eventfd eventfd_read eventfd_write splice EFD_CLOEXEC EFD_NONBLOCK unshare setns process_cpu_count",
    "queue": "ShutDown",
    "sys": "exception orig_argv stdlib_module_names monitoring activate_stack_trampoline",
    "threading": "gettrace getprofile setprofile_all_threads settrace_all_threads",
    "types": "NoneType UnionType EllipsisType NotImplementedType get_original_bases CapsuleType",
    "typing": "Self ParamSpec TypeAlias Concatenate TypeGuard TypeIs Never LiteralString Required NotRequired Unpack "
    "TypeVarTuple reveal_type assert_type assert_never override dataclass_transform is_typeddict ReadOnly "
    "TypeAliasType get_overloads clear_overloads ParamSpecArgs ParamSpecKwargs NoDefault",
}
NEWER_BUILTINS = set("aiter anext ExceptionGroup BaseExceptionGroup EncodingWarning PythonFinalizationError".split())
NEWER_METHODS = {"bit_count", "add_note"}
NEWER_KEYWORDS = {"zip": {"strict"}, "dataclass": {"slots", "kw_only", "match_args", "weakref_slot"}, "map": {"strict"}}
TYPES = {name for name, value in vars(builtins).items() if isinstance(value, type)} | {"None"}


def is_type(node):
    """Whether an operand of `|` looks like a type: None, a builtin class, List[...] or a name in CamelCase."""
    if isinstance(node, ast.Constant):
        return node.value is None
    if isinstance(node, ast.Subscript):
        return is_type(node.value)
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in TYPES or (name[:1].isupper() and not name.isupper())


def name_of(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


class Look(ast.NodeVisitor):
    """Finds what OLDEST does not have. Annotations are not evaluated, so they may hold anything."""

    def __init__(self):
        self.faults = []
        self.annotated = self.postponed = False
        self._modules = {}

    def fault(self, node, words):
        self.faults.append(f"line {node.lineno}: {words}")

    def visit_Import(self, node):
        for alias in node.names:
            self._modules[alias.asname or alias.name] = alias.name
            if alias.name in NEWER_MODULES:
                self.fault(node, f"the module {alias.name} is newer")

    def visit_ImportFrom(self, node):
        if node.module == "__future__":
            self.postponed |= any(alias.name == "annotations" for alias in node.names)
        if node.level == 0 and node.module in NEWER_MODULES:
            self.fault(node, f"the module {node.module} is newer")
        for alias in node.names:
            if node.level == 0 and alias.name in NEWER_NAMES.get(node.module, "").split():
                self.fault(node, f"{node.module}.{alias.name} is newer")

    def visit_Attribute(self, node):
        module = self._modules.get(node.value.id, "") if isinstance(node.value, ast.Name) else ""
        if node.attr in NEWER_NAMES.get(module, "").split():
            self.fault(node, f"{module}.{node.attr} is newer")
        if node.attr in NEWER_METHODS:
            self.fault(node, f"the method {node.attr} is newer")
        self.generic_visit(node)

    def visit_Name(self, node):
        if node.id in NEWER_BUILTINS:
            self.fault(node, f"{node.id} is newer")

    def visit_Call(self, node):
        newer = {keyword.arg for keyword in node.keywords} & NEWER_KEYWORDS.get(name_of(node), set())
        for keyword in sorted(newer):
            self.fault(node, f"{name_of(node)}({keyword}=) is newer")
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.BitOr) and (is_type(node.left) or is_type(node.right)):
            self.fault(node, "X | Y of types is evaluated")
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        self.annotated = True
        for part in (node.target, node.value):
            if part is not None:
                self.visit(part)

    def visit_arg(self, node):
        self.annotated |= node.annotation is not None

    def visit_FunctionDef(self, node):
        self.annotated |= node.returns is not None
        for part in (*node.decorator_list, node.args, *node.body):
            self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef


def faults_of(source):
    try:
        tree = ast.parse(source, feature_version=OLDEST)
    except SyntaxError as error:
        return [f"line {error.lineno}: {error.msg}"]
    look = Look()
    look.visit(tree)
    if look.annotated and not look.postponed:
        look.faults.append("its annotations are evaluated: `from __future__ import annotations` is missing")
    return look.faults


class VersionsTest(unittest.TestCase):
    def test_no_file_needs_a_newer_python(self):
        files = sorted(PACKAGE.glob("**/*.py"))
        self.assertGreater(len(files), 10)
        for file in files:
            with self.subTest(file.name):
                self.assertEqual(faults_of(file.read_text(encoding="utf-8")), [])

    def test_what_is_newer_is_found(self):
        for source in (
            "match x:\n    case 1: pass\n",
            "try: pass\nexcept* ValueError: pass\n",
            "def f[T](x): pass\n",
            "import tomllib\n",
            "from itertools import pairwise\n",
            "import asyncio\nasyncio.timeout(1)\n",
            "import asyncio as a\na.TaskGroup()\n",
            "zip(a, b, strict=True)\n",
            "@dataclasses.dataclass(slots=True)\nclass A: pass\n",
            "Number = int | None\n",
            "isinstance(x, List[int] | Tuple)\n",
            "def f(x=isinstance(1, int | str)): pass\n",
            "def f(x: int): pass\n",
            "x: int = 1\n",
            "def f() -> int: pass\n",
            "raise ExceptionGroup('', [])\n",
        ):
            with self.subTest(source):
                self.assertTrue(faults_of(source))
        postponed = "from __future__ import annotations\ndef f(x: int | None) -> A | B: return {} | x\n"
        self.assertEqual(faults_of(postponed), [])
        self.assertEqual(faults_of("flags = POLLIN | select.POLLOUT | 1\n"), [])

    @unittest.skipUnless(shutil.which("python3.9"), "there is no python3.9")
    def test_python_3_9_imports_it_and_calls(self):
        source = (
            "import tempfile, gimbal_link\n"
            "folder = tempfile.mkdtemp()\n"
            "with gimbal_link.Server('x', folder=folder, commands={'add': lambda request, a, b: a + b}):\n"
            "    with gimbal_link.connect('x', folder=folder) as client:\n"
            "        print(client.call('add', a=1, b=2).value)\n"
        )
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
        command = [shutil.which("python3.9"), "-B", "-c", source]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
        if "python3.9: command not found" in done.stderr:  # of a manager of versions
            self.skipTest("python3.9 is not chosen here")
        self.assertEqual((done.stdout, done.stderr), ("3\n", ""))


if __name__ == "__main__":
    unittest.main()
