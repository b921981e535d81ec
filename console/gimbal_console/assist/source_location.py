"""Where a function, a class or a module was written, and the text that stands there.

Thread: any. GIL: held."""

import re
import types
from functools import partial
from io import open as open_file

from . import static_inspect as static
from .partial_source import Place

_MOST_FILE = 2_000_000
_MOST_LINES = 400


def place_of(value, source_of_cell):
    """(file, line), or ("", 0) where that is not known; line 0: the whole file."""
    kind = type(value)
    for wrapper, inner in (
        (types.MethodType, "__func__"),
        (staticmethod, "__func__"),
        (partial, "func"),
        (property, "fget"),
    ):
        if kind is wrapper or kind is classmethod and wrapper is staticmethod:
            return place_of(
                getattr(value, inner), source_of_cell
            )  # exactly such an object: a slot of the interpreter's
    if kind is types.FunctionType:
        wrapped = static.lookup(static.instance_dict(value), "__wrapped__")
        function = wrapped if type(wrapped) is types.FunctionType else value
        return _file_of(function), function.__code__.co_firstlineno
    if static.is_class(value):
        return _place_of_class(value, source_of_cell)
    if issubclass(kind, types.ModuleType):
        return _file_of_module(value), 0
    wrapped = (
        static.lookup(static.instance_dict(value), "__wrapped__") if static.kind_of(value, "") == "function" else static.MISSING
    )
    return place_of(wrapped, source_of_cell) if type(wrapped) is types.FunctionType else ("", 0)


def _file_of(function):
    """Of what is frozen into Python, the file that it was made from."""
    file = function.__code__.co_filename
    if not file.startswith("<frozen "):
        return file
    return static.exact_text(static.lookup(function.__globals__, "__file__")) or file


def _file_of_module(module):
    file = static.exact_text(static.lookup(static.instance_dict(module), "__file__")) or ""
    return file if file.endswith(".py") else ""


def _place_of_class(kind, source_of_cell):
    """By its methods, which know their file as a class does not, or by its module."""
    items = dict(static.class_items(kind))
    name = static.class_name(kind)
    methods = [member for member in items.values() if type(member) is types.FunctionType]
    methods = [
        method for method in methods if method.__code__.co_qualname.endswith(f"{name}.{method.__code__.co_name}")
    ]
    module = static.imported_module(static.exact_text(items.get("__module__")) or "")
    file = _file_of(methods[0]) if methods else "" if module is static.MISSING else _file_of_module(module)
    line = items.get("__firstlineno__")  # since 3.13
    if not file or type(line) is int:
        return file, line if file else 0
    # The last class statement above its first method; without methods the first of its name.
    below = min((method.__code__.co_firstlineno for method in methods), default=None)
    pattern = re.compile(rf"\s*class\s+{re.escape(name)}\b")
    found = [number for number, text in enumerate(lines_of(file, source_of_cell)[:below], 1) if pattern.match(text)]
    return (file, found[-1 if below else 0]) if found else ("", 0)


def lines_of(file, source_of_cell):
    """The lines of a cell that has run, or of a file."""
    return (source_of_cell(file) or _read(file)).split("\n")


def _read(file):
    try:
        with open_file(file, "rb") as opened:
            return opened.read(_MOST_FILE).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def source_from(file, line, source_of_cell):
    """The lines of the definition that begins at `line`; of line 0 the file's first lines."""
    lines = lines_of(file, source_of_cell)
    if line == 0 or line > len(lines):
        return "\n".join(lines[:_MOST_LINES]).strip("\n") if line == 0 else ""
    part = lines[line - 1 : line - 1 + 10 * _MOST_LINES]
    logical = Place("\n".join(part) + "\n").code.split("\n")
    return "\n".join(part[: min(_end_of_block(logical, part), _MOST_LINES)]).rstrip()


def _end_of_block(logical, part):
    """How many lines belong to the first definition: its decorators, its header, and what is indented deeper."""
    indent, number, header_seen = None, 0, False
    for text in logical:
        begin = number
        number += 1 + _joined_lines(part, begin, text)
        if not text.strip():
            continue
        level = len(text) - len(text.lstrip())
        if indent is None:
            indent = level
        if header_seen and level <= indent:
            return begin
        header_seen = header_seen or not text.lstrip().startswith("@")
    return len(part)


def _joined_lines(part, begin, text):
    """How many more lines of the source a logical line of that length goes over."""
    length, more = len(part[begin]) if begin < len(part) else 0, 0
    while length < len(text) and begin + more + 1 < len(part):
        more += 1
        length += 1 + len(part[begin + more])
    return more
