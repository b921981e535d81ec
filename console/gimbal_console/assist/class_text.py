"""Reads a class from its source: the names in its body, the attributes that its methods assign, and its bases.

The source may be incomplete and has not run. Bases that exist are inspected statically. Thread: any. GIL: held.
"""

import re
from functools import cache

from . import static_inspect as static
from .binding import Binding
from .partial_source import arguments_in

_MAX_DEPTH = 20  # bases of bases
_DECORATOR = re.compile(r"@\s*([\w.]+)")
EQUALS = re.compile(r"(?<![=<>!+\-*/%&|^@:])=(?!=)")
_TARGETS = re.compile(r"[\w\s,.()*\[\]]+\Z")
CALLED = re.compile(r"[\w)\]]\s*[(\[]")
_TEXT = re.compile(r"'([^'\\\n]*)'|\"([^\"\\\n]*)\"")
_OF_CLASS = ("__new__", "__init_subclass__", "__class_getitem__")
_COMPUTED = {"property", "cached_property", "setter", "getter", "deleter"}


class ClassText:
    """A class in source.

    `names` are the names that its body binds, `own` the attributes that its methods assign to `self`, each with all its
    bindings, and `bases` the bases as they are written.
    """

    __slots__ = ("name", "bases", "has_generated_init", "is_decorated", "names", "own")

    def __init__(self, name, arguments, decorators, names):
        parts = (part.strip() for part in arguments_in(arguments, 0, len(arguments)))
        self.bases = [part for part in parts if part and "=" not in part and part[0] != "*"]
        self.has_generated_init = "dataclass" in decorator_names(decorators)
        self.is_decorated = not set(decorator_names(decorators)) <= {"dataclass", "total_ordering", "final"}
        self.name, self.names, self.own = name, names, {}

    def add_own(self, name, binding=None):
        bindings = self.own.setdefault(name, [])
        if binding is not None:
            bindings.append(binding)

    def add_slots(self, text):
        for match in _TEXT.finditer(text):
            if (name := match[1] or match[2] or "").isidentifier():
                self.add_own(name)


class ObjectOf:
    """An object of such a class. `of_bases_only`: without the class's own attributes, for super()."""

    __slots__ = ("text", "of_bases_only")

    def __init__(self, text, of_bases_only=False):
        self.text, self.of_bases_only = text, of_bases_only


def decorator_names(decorators):
    return [match[1].rpartition(".")[2] for match in _DECORATOR.finditer(decorators)]


def how_called(name, decorators):
    """The way to call a function in a class's body: "property", "static", "class" or "object" (the first argument)."""
    names = set(decorator_names(decorators))
    if names & _COMPUTED:
        return "property"
    if "staticmethod" in names:
        return "static"
    return "class" if "classmethod" in names or name in _OF_CLASS else "object"


@cache
def _patterns(owner):
    name = rf"{owner}\s*\.\s*(\w+)"
    return tuple(
        map(
            re.compile, (rf"[\s(\[*]*{name}[\s)\]]*\Z", rf"\s*{name}\s*:(.+)", rf"\b(?:as|for)\s+{name}\b(?!\s*[.(\[])")
        )
    )


def attributes_assigned(line, begin, owner):
    """The attributes that a statement assigns to `owner`.

    Returns a list of (attribute, start of the value or None, span of the annotation or None).
    """
    target_pattern, annotated, bound = _patterns(owner)
    start, found = begin, []
    for equals in EQUALS.finditer(line, begin):
        target, colon, annotation = line[start : equals.start()].partition(":")
        if not _TARGETS.match(target) or CALLED.search(target):
            break
        span = (equals.start() - len(annotation), equals.start()) if colon else None
        parts = target.split(",")
        found += [(match[1], len(parts) == 1, span) for part in parts if (match := target_pattern.match(part))]
        start = equals.end()
    found = [(name, start if alone else None, span) for name, alone, span in found]
    if start == begin and (match := annotated.match(line, begin)):
        found.append((match[1], None, match.span(2)))
    found += [(match[1], None, None) for match in bound.finditer(line)]
    return found


# --- attributes, including those of the bases


def layers(value, scope, depth=0):
    """The places that `value.name` searches, in order.

    Each is a dict of names to bindings, an existing class, or an Instance of one. MISSING stands for an unknown base.
    """
    of_object = type(value) is ObjectOf
    text = value.text if of_object else value
    if depth > _MAX_DEPTH:
        return [static.MISSING]
    found = (
        []
        if of_object and value.of_bases_only
        else [{**text.names, **_own_bindings(text)} if of_object else text.names]
    )
    for base in text.bases:
        known = scope.class_named(base)
        if type(known) is ClassText:
            found += layers(ObjectOf(known) if of_object else known, scope, depth + 1)
        else:
            found.append(static.Instance(known) if of_object and known is not static.MISSING else known)
    return found if text.bases else [*found, static.Instance(object) if of_object else object]


def _own_bindings(text):
    return {name: Binding("attribute", "", ("any", bindings)) for name, bindings in text.own.items()}


def attribute(value, name, scope, depth):
    """The value of `value.name`, or MISSING if it is uncertain or finding it would run code."""
    for layer in layers(value, scope):
        if layer is static.MISSING:
            return layer
        if type(layer) is dict:
            if name in layer:
                return scope.value_of_member(layer[name], value, depth)
        elif static.lookup_in_type(layer.kind if type(layer) is static.Instance else layer, name) is not static.MISSING:
            return static.attribute(layer, name)
    return static.MISSING


def is_plain(text, scope, depth=0):
    """Whether no decorator and no metaclass can make the class differ from its source."""
    if text.is_decorated or depth > _MAX_DEPTH:
        return False
    for base in text.bases:
        known = scope.class_named(base)
        if not (
            is_plain(known, scope, depth + 1)
            if type(known) is ClassText
            else known is not static.MISSING and type(known) is type
        ):
            return False
    return True
