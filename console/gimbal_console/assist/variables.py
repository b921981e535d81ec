"""Lists the console's variables: name, type, size and a short value, in bounded time and without running their code.

Thread: assist. GIL: held.
"""

import re
import types
from time import monotonic

from . import static_inspect as static

MAX_ROWS = 1000
SECONDS = 0.1
_MAX_LENGTH = 80
_ITEMS = 6
_SIZED = (list, tuple, dict, set, frozenset)
_LAST = {"function": 2, "class": 2, "module": 3}
_DIGITS = re.compile("([0-9]+)")


def variables(names, at_start):
    """(rows of (name, type, size, value), whether there are more): data, then functions and classes, then modules.

    Leaves out a name whose value is still the one in `at_start`.
    """
    until = monotonic() + SECONDS
    before = dict(static.items_of(at_start)) if type(at_start) is dict else {}
    values = dict(static.items_of(names))
    shown = [
        name
        for name, value in values.items()
        if not (name[:1] == "_" and _is_hidden(name))
        and name.isidentifier()
        and before.get(name, static.MISSING) is not value
    ]
    groups = {}
    group_of = {}  # by type, because the group depends only on the type
    for name in shown:
        kind = type(values[name])
        group = group_of.get(id(kind))
        if group is None:
            group = group_of[id(kind)] = _LAST.get(static.kind_of(values[name], ""), 1)
        groups.setdefault(group, []).append(name)
    rows = []
    for name in [name for group in sorted(groups) for name in in_order(groups[group])][:MAX_ROWS]:
        if monotonic() > until:
            break
        rows.append((name, type_of(values[name]), size_of(values[name]), short(values[name])))
    return rows, len(rows) < len(shown)


def in_order(names):
    """Natural order: ignores case and puts `value_2` before `value_10`. Splits all names at once, which is faster."""
    parts = _DIGITS.split(str.lower("\n".join(names)))  # an identifier contains no newline
    parts[1::2] = [digits.zfill(12) for digits in parts[1::2]]
    keys = "".join(parts).split("\n")
    return [names[at] for at in sorted(range(len(names)), key=keys.__getitem__)]


def _is_hidden(name):
    """Whether it is `_` (the last value) or a dunder name."""
    return name == "_" or (name.startswith("__") and name.endswith("__"))


def type_of(value):
    kind = static.kind_of(value, "")
    return kind if kind in _LAST else static.class_name(type(value))


def size_of(value):
    """`3 × 4` for an array, `12 items` for a container, `5 characters` for a str; "" if finding it would run code."""
    kind = type(value)
    if static.one_of(kind, _SIZED):
        return _count(len(value), "item")
    if kind is str:
        return _count(len(value), "character")
    if kind is bytes or kind is bytearray:
        return _count(len(value), "byte")
    if kind is range:
        try:
            return _count(len(value), "item")
        except OverflowError:
            return "more items than a list can hold"
    shape = array_shape(value)
    return "" if shape is None else " × ".join(map(str, shape)) or "one value"


def _count(number, word):
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def array_shape(value):
    """The shape of an exact numpy array, read by C code that a script cannot replace; else None."""
    kind = type(value)
    if static.class_name(kind) != "ndarray" or static.numpy_type("ndarray") is not kind:
        return None
    shape = static.lookup_in_type(kind, "shape")
    return shape.__get__(value) if type(shape) is types.GetSetDescriptorType else None


def short(value, depth=0):
    """The value on one line, or "" if that needs code of the object."""
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is complex or value is Ellipsis:
        return repr(value)
    if kind is int:
        return repr(value) if value.bit_length() <= 256 else f"an integer of {value.bit_length():,} bits"
    if kind is str or kind is bytes or kind is bytearray:
        text = repr(value[:_MAX_LENGTH])
        return text if len(value) <= _MAX_LENGTH else text + " …"
    if kind is range:
        return (
            repr(value)
            if max(value.start.bit_length(), value.stop.bit_length(), value.step.bit_length()) <= 256
            else "range(…)"
        )
    if static.one_of(kind, (list, tuple, dict)) and depth < 2:
        return _cut(_container(kind, value, depth))
    described = static.kind_of(value, "")
    if described == "module":
        return static.exact_text(static.lookup(static.instance_dict(value), "__name__")) or ""
    if described == "class":
        return static.class_name(value)
    if described == "function":
        from .signatures import signature_of

        return _cut(signature_of(value))
    return f"<{static.class_name(kind)}>" if depth else ""


def _container(kind, value, depth):
    left = len(value) - _ITEMS
    if kind is dict:
        first = tuple(value.items())[:_ITEMS] if left < 10_000 else ()
        parts = [f"{short(key, depth + 1)}: {short(item, depth + 1)}" for key, item in first]
    else:
        parts = [short(item, depth + 1) for item in value[:_ITEMS]]
    if left > 0:
        parts.append("…")
    text = ", ".join(parts)
    if kind is tuple:
        return f"({text},)" if len(parts) == 1 else f"({text})"
    return f"[{text}]" if kind is list else f"{{{text}}}"


def _cut(text):
    return text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1] + "…"
