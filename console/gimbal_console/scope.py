"""What a name or an expression stands for where the cursor is: by the source around it, the namespace and the builtins.

Nothing is evaluated: an index is followed in exactly a dict, list or tuple, a call only of a class. Thread: any. GIL: held."""

import re
import sys
import types

from . import static_look as look
from .local_names import names_at, names_of_module
from .modules_found import source_of
from .typing_place import expression_before

MISSING = look.MISSING
_MADE = {id(kind): kind for kind in (str, bytes, bytearray, int, float, complex, list, tuple, dict, set, frozenset)}
_DEEPEST = 10  # names that stand for expressions of names
_KEY = re.compile(r"""\s*(?:(-?\d{1,18})|'([^'\\\n]*)'|"([^"\\\n]*)")\s*\Z""")


class UnimportedModule:
    """A module that the source names and nobody has imported: what its own source defines is known."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


class SourceFunction:
    """A function that the source defines and that has not run."""

    __slots__ = ("parameters",)

    def __init__(self, parameters):
        self.parameters = parameters


class Scope:
    def __init__(self, place, names, after=""):
        self.place = place
        self.names = names if type(names) is dict else {}
        self.local = names_of_module(after) if after else {}
        self.local.update(names_at(place))

    def lookup(self, name, depth=0):
        binding = self.local.get(name)
        if binding is not None and binding.meaning:
            value = self._meaning(binding.meaning, depth)
            if value is not MISSING or binding.meaning[0] == "argument":
                return value
        value = look.lookup(self.names, name)
        return look.lookup_builtin(name) if value is MISSING else value

    def value_of(self, steps, depth=0):
        """What the steps of an expression (typing_place.expression_before) lead to, or MISSING."""
        value = MISSING
        for step, text in steps:
            if step == "name":
                value = self.lookup(text, depth)
            elif step == "literal":
                value = self._literal(text, depth)
            elif step == "attribute":
                value = attribute_of(value, text)
            elif step == "item":
                value = _item(value, text)
            else:
                value = self._called(value)
            if value is MISSING:
                return MISSING
        return value

    def _meaning(self, meaning, depth):
        what = meaning[0]
        if depth > _DEEPEST:
            return MISSING
        if what == "module":
            return module(meaning[1])
        if what == "member":
            return attribute_of(module(meaning[1]), meaning[2])
        if what == "parameters":
            return SourceFunction(meaning[1])
        if what == "argument":
            return self._annotated(meaning[1], depth)
        begin, end = meaning[1], meaning[2]
        found = expression_before(self.place, end)
        if not found or self.place.code[begin : found[1]].strip():
            return MISSING
        return self.value_of(found[0], depth + 1)

    def _annotated(self, text, depth):
        """An object of the class that an annotation names."""
        path = text.strip("\"' ").split(".")
        if not all(part.isidentifier() for part in path) or len(path) > _DEEPEST:
            return MISSING
        steps = [("name", path[0]), *(("attribute", part) for part in path[1:])]
        return self._called(self.value_of(steps, depth + 1), of_class_only=True)

    def _literal(self, text, depth):
        first = text[0]
        if first == "[":
            return []
        if first == "{":
            inside = text[1:-1].strip()
            return {} if not inside or ":" in inside else set()
        if first != "(":
            return b"" if "b" in text.partition(text[-1])[0].lower() else ""
        from .typing_place import Place

        place = Place(text[1:-1])
        if "," in place.code:
            return ()
        found = expression_before(place, len(place.code))
        if not found or place.code[: found[1]].strip() or depth > _DEEPEST:
            return MISSING
        return self.value_of(found[0], depth + 1)

    def _called(self, value, of_class_only=False):
        if look.is_class(value):
            made = _MADE.get(id(value))
            return made() if made else look.Instance(value)
        if type(value) is types.MethodType:
            value = value.__func__
        if of_class_only or type(value) is not types.FunctionType or sys.version_info >= (3, 14):  # there, annotations are code
            return MISSING
        annotations = value.__annotations__
        kind = look.lookup(annotations, "return") if type(annotations) is dict else MISSING
        if type(kind) is str:
            kind = look.lookup(value.__globals__, kind)
        return self._called(kind, of_class_only=True) if look.is_class(kind) else MISSING


def module(name):
    """The module if it is imported; else what its source tells."""
    found = look.imported_module(name)
    return UnimportedModule(name) if found is MISSING else found


def attribute_of(value, name):
    if type(value) is SourceFunction:
        return MISSING
    if type(value) is UnimportedModule:
        binding = names_of_module(source_of(value.name)).get(name)
        return SourceFunction(binding.meaning[1]) if binding and binding.meaning and binding.meaning[0] == "parameters" else MISSING
    found = look.attribute(value, name)
    if found is MISSING and issubclass(type(value), types.ModuleType):
        own = look.exact_text(look.lookup(look.instance_dict(value), "__name__"))
        return look.imported_module(f"{own}.{name}")
    return found


def plain_items(value):
    """The items of a dict, also of one of a subclass that takes its items from it; None of anything else."""
    kind = type(value)
    if not issubclass(kind, dict):
        return None
    if kind is not dict and look.lookup_in_type(kind, "__getitem__") is not dict.__dict__["__getitem__"]:
        return None
    return look.all_items(dict.items(value))


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
