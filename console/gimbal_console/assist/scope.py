"""Finds the value of a name or an expression at the cursor: in the source around it, the namespace and the builtins.

It evaluates nothing. It follows an index only in an exact dict, list or tuple, and a call only of a class.
Thread: any. GIL: held.
"""

import io
import re
import sys
import types
from os import environ

from . import class_text
from . import static_inspect as static
from .class_text import ClassText, ObjectOf
from .local_names import names_at, names_of_module
from .module_search import folders_of, source_of
from .partial_source import PartialSource, arguments_in, expression_before

MISSING = static.MISSING
_MADE = {
    id(kind): kind for kind in (str, bytes, bytearray, bool, int, float, complex, list, tuple, dict, set, frozenset)
}
_ENVIRON = type(environ)
_MAX_DEPTH = 10  # of names whose values are expressions of names
_NUMBER = re.compile(
    r"[+-]?(?:(\d[\d_]*|0[xXbBoO][\da-fA-F_]+)|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)(j?)\Z"
)
_ENTERS = re.compile(r"(?:\bwith|,|\bwith\s*\()\s*\Z")
_MODE = re.compile(r"\s*[\"']([a-z+]+)[\"']\s*\Z")
_FILES = (io.TextIOWrapper, io.BufferedReader, io.BufferedWriter, io.BufferedRandom)
_OPTIONAL = re.compile(r"(?:typing\.)?Optional\[(.+)\]\Z|None\s*\|\s*(.+)\Z|(.+?)\s*\|\s*None\Z")
_GENERATES = re.compile(r"\b(?:for|yield|lambda)\b")
_KEY = re.compile(r"""\s*(?:(-?\d{1,18})|'([^'\\\n]*)'|"([^"\\\n]*)")\s*\Z""")


class UnimportedModule:
    """A module that is not imported. Only its source is known."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


class SourceFunction:
    """A function in source that has not run."""

    __slots__ = ("parameters",)

    def __init__(self, parameters):
        self.parameters = parameters


class Scope:
    def __init__(self, partial, names, after=""):
        self.partial = partial
        self.names = names if type(names) is dict else {}
        self.text = names_at(partial, after)
        self.local = self.text.bindings
        self._known = {}  # binding -> value; MISSING while the value is being found

    def lookup(self, name, depth=0):
        binding = self.local.get(name)
        if binding is not None:
            value = self._agreed(self._possible_bindings(binding), depth)
            if value is not MISSING or binding.is_local or binding.meaning and binding.meaning[0] == "argument":
                return value
        value = static.lookup(self.names, name)
        return static.lookup_builtin(name) if value is MISSING else value

    def value_of(self, steps, depth=0):
        """The value of an expression, given as steps (see partial_source.expression_before), or MISSING."""
        value = MISSING
        for step, text in steps:
            if step == "name":
                value = self.lookup(text, depth)
            elif step == "literal":
                value = self._literal(text, depth)
            elif step == "attribute":
                value = class_text.attribute(value, text, self, depth) if _is_text(value) else attribute_of(value, text)
            elif step == "item":
                value = _item(value, text)
            elif value is super and not text.strip() and self.text.of_class:
                value = ObjectOf(self.text.of_class, of_bases_only=True)
            elif value is open:
                value = _opened(text)
            else:
                value = self._called(value)
            if value is MISSING:
                return MISSING
        return value

    def value_of_member(self, binding, owner, depth=0):
        """The value of a name in a class's source, read from the class or from an object of it."""
        meaning = binding.meaning
        if meaning and meaning[0] == "method":
            _, parameters, called, how = meaning
            return SourceFunction(called if how == "class" or type(owner) is ObjectOf else parameters)
        if type(owner) is not ObjectOf and not class_text.is_plain(owner, self):
            return MISSING  # for example, an Enum turns it into something else
        return self._agreed(self._possible_bindings(binding), depth)

    def class_named(self, text, depth=0):
        """The class that `text` names, with or without type arguments: a class, a ClassText, or MISSING."""
        steps = _steps_of(text)
        while steps and steps[-1][0] == "item":
            steps.pop()
        value = (
            self.value_of(steps, depth + 1)
            if steps and all(step in ("name", "attribute") for step, _ in steps)
            else MISSING
        )
        return value if type(value) is ClassText or static.is_class(value) else MISSING

    def _possible_bindings(self, binding):
        """The binding, and the earlier ones that may be valid instead of it."""
        yield binding
        while binding.earlier and binding.block not in self.text.blocks:
            binding = binding.earlier
            yield binding

    def _agreed(self, bindings, depth):
        """The common value of the bindings, without those for None. MISSING if they differ."""
        found = MISSING
        for binding in bindings:
            value = self._value_of_binding(binding, depth)
            if (
                value is MISSING
                or found is not MISSING
                and not (value is None or found is None or _alike(found, value))
            ):
                return MISSING
            found = value if found is MISSING or found is None else found
        return found

    def _value_of_binding(self, binding, depth):
        if binding not in self._known:
            self._known[binding] = MISSING
            if depth <= _MAX_DEPTH and binding.meaning:
                self._known[binding] = self._meaning(binding.meaning, depth)
        return self._known[binding]

    def _meaning(self, meaning, depth):
        what = meaning[0]
        if what == "module":
            return module(meaning[1])
        if what == "member":
            return attribute_of(module(meaning[1]), meaning[2])
        if what == "parameters" or what == "method":
            return SourceFunction(meaning[1])
        if what == "argument" or what == "annotated":
            return self._annotated(meaning[1], depth)
        if what == "class":
            return self._defined(meaning[1])
        if what == "self" or what == "cls":
            return ObjectOf(meaning[1]) if what == "self" else meaning[1]
        if what == "entered":
            return self._entered(meaning[1], meaning[2], depth)
        if what == "any":
            return self._agreed(meaning[1], depth)
        return self._expression(*meaning[1:], depth) if what == "expression" else MISSING

    def _entered(self, partial, end, depth):
        """The value that `with ... as` binds, known only for a file."""
        found = expression_before(partial, end)
        if not found or not _ENTERS.search(partial.code[: found[1]]):
            return MISSING
        value = self.value_of(found[0], depth + 1)
        return value if type(value) is static.Instance and static.one_of(value.kind, _FILES) else MISSING

    def _defined(self, text):
        """The class, if its source describes it completely."""
        return text if class_text.is_plain(text, self) else MISSING

    def _expression(self, partial, begin, end, annotation, depth):
        value = self._annotated(annotation, depth) if annotation else MISSING
        if value is not MISSING:
            return value
        if number := _NUMBER.match(partial.code[begin:end].strip()):
            return 0j if number[2] else 0 if number[1] else 0.0
        found = expression_before(partial, end)
        if not found or partial.code[begin : found[1]].strip():
            return MISSING
        return self.value_of(found[0], depth + 1)

    def _annotated(self, text, depth):
        """An object of the class in an annotation."""
        text = text.strip("\"' ")
        if match := _OPTIONAL.match(text):
            text = match[1] or match[2] or match[3]
        return self._called(self.class_named(text, depth), of_class_only=True)

    def _literal(self, text, depth):
        first = text[0]
        if first == "[":
            return []
        if first == "{":
            inside = text[1:-1].strip()
            return {} if not inside or ":" in inside or inside.startswith("**") else set()
        if first != "(":
            return b"" if "b" in text.partition(text[-1])[0].lower() else ""
        partial = PartialSource(text[1:-1])
        if _GENERATES.search(partial.code):
            return MISSING
        if len(arguments_in(partial.code, 0, len(partial.code))) > 1 or not partial.code.strip():
            return ()
        found = expression_before(partial, len(partial.code))
        if not found or partial.code[: found[1]].strip() or depth > _MAX_DEPTH:
            return MISSING
        return self.value_of(found[0], depth + 1)

    def _called(self, value, of_class_only=False):
        if type(value) is ClassText:
            return ObjectOf(value)
        if static.is_class(value):
            made = _MADE.get(id(value))
            return made() if made else static.Instance(value)
        if type(value) is types.MethodType:
            value = value.__func__
        if (
            of_class_only or type(value) is not types.FunctionType or sys.version_info >= (3, 14)
        ):  # since 3.14, annotations are code
            return MISSING
        annotations = value.__annotations__
        kind = static.lookup(annotations, "return") if type(annotations) is dict else MISSING
        if type(kind) is str:
            kind = static.lookup(value.__globals__, kind)
        return self._called(kind, of_class_only=True) if static.is_class(kind) else MISSING


def type_name(value):
    """The name of a value's class, or "" if it is unknown."""
    if value is MISSING or value is None or type(value) is SourceFunction or type(value) is UnimportedModule:
        return ""
    if type(value) is ObjectOf:
        return value.text.name
    return (
        "type"
        if type(value) is ClassText
        else static.class_name(value.kind if type(value) is static.Instance else type(value))
    )


def _opened(text):
    """The result of open(), by the mode in its arguments."""
    code, mode, begin = PartialSource(text).code, '"r"', 0
    for position, part in enumerate(arguments_in(code, 0, len(code))):
        end = begin + len(part)
        if match := re.match(r"\s*mode\s*=", part):
            mode = text[begin + match.end() : end]
        elif position == 1 and "=" not in part:
            mode = text[begin:end]
        begin = end + 1
    if not (match := _MODE.match(mode)):
        return MISSING
    if "b" not in match[1]:
        return static.Instance(io.TextIOWrapper)
    return static.Instance(
        io.BufferedRandom if "+" in match[1] else io.BufferedReader if "r" in match[1] else io.BufferedWriter
    )


def _is_text(value):
    return type(value) is ObjectOf or type(value) is ClassText


def _alike(first, second):
    """Whether both values are known to have the same attributes."""
    if first is second:
        return True
    if type(first) is static.Instance and type(second) is static.Instance:
        return first.kind is second.kind
    if type(first) is ObjectOf and type(second) is ObjectOf:
        return first.text is second.text
    return type(first) is type(second) and id(type(first)) in _MADE


def _steps_of(text):
    """The steps of the expression that fills `text`, or None."""
    partial = PartialSource(text)
    found = expression_before(partial, len(partial.code))
    return found[0] if found and not partial.code[: found[1]].strip() else None


def module(name):
    """The module if it is imported, else an UnimportedModule."""
    found = static.imported_module(name)
    return UnimportedModule(name) if found is MISSING else found


def attribute_of(value, name):
    if type(value) is SourceFunction:
        return MISSING
    if type(value) is UnimportedModule:
        binding = names_of_module(source_of(value.name)).get(name)
        if binding and binding.meaning and binding.meaning[0] == "parameters":
            return SourceFunction(binding.meaning[1])
        within = f"{value.name}.{name}"
        return module(within) if folders_of(within) or source_of(within) else MISSING
    found = static.attribute(value, name)
    if found is MISSING and issubclass(type(value), types.ModuleType):
        own = static.exact_text(static.lookup(static.instance_dict(value), "__name__"))
        return static.imported_module(f"{own}.{name}")
    return found


def plain_items(value):
    """The items of a dict, a subclass that does not override __getitem__, or os.environ; None for other values."""
    kind = type(value)
    if kind is _ENVIRON:
        data = static.lookup(static.instance_dict(value), "_data")
        items = static.all_items(data.items()) if type(data) is dict else ()
        return [(_decoded(key), _decoded(text)) for key, text in items if type(key) is bytes and type(text) is bytes]
    if not issubclass(kind, dict):
        return None
    if kind is not dict and static.lookup_in_type(kind, "__getitem__") is not dict.__dict__["__getitem__"]:
        return None
    return static.all_items(dict.items(value))


def _decoded(data):
    return data.decode("utf-8", "replace")


def _item(value, text):
    match = _KEY.match(text)
    items = plain_items(value)
    kind = type(value)
    if kind is str:
        return ""
    if not match:
        return MISSING
    key = int(match[1]) if match[1] else match[2] or match[3] or ""
    if items is not None:
        return next((item for known, item in items if type(known) is type(key) and known == key), MISSING)
    if (kind is list or kind is tuple) and type(key) is int:
        try:
            return value[key]
        except IndexError:
            pass
    return MISSING
