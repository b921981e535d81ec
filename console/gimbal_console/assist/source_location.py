"""Finds the file and line of a function, class or module, and the source there.

Thread: any. GIL: held.
"""

import re
import types
from functools import partial

from . import source_file
from . import static_inspect as static
from .partial_source import PartialSource

_MAX_FILE = 2_000_000
_MAX_LINES = 400


def location_of(value, source_of_cell):
    """(file, line), or ("", 0) if they are unknown. Line 0 means the whole file."""
    kind = type(value)
    if static.one_of(kind, (types.MethodType, staticmethod, classmethod)):
        return location_of(value.__func__, source_of_cell)
    if kind is partial or kind is property:
        return location_of(value.func if kind is partial else value.fget, source_of_cell)
    if kind is types.FunctionType:
        wrapped = static.lookup(static.instance_dict(value), "__wrapped__")
        function = wrapped if type(wrapped) is types.FunctionType else value
        return _file_of(function), function.__code__.co_firstlineno
    if static.is_class(value):
        return _location_of_class(value, source_of_cell)
    if issubclass(kind, types.ModuleType):
        return _file_of_module(value), 0
    wrapped = static.wrapped_by(value)
    return location_of(wrapped, source_of_cell) if type(wrapped) is types.FunctionType else ("", 0)


def _file_of(function):
    """The function's file. For a frozen module, the file that it was made from."""
    file = function.__code__.co_filename
    if not file.startswith("<frozen "):
        return file
    return static.exact_text(static.lookup(function.__globals__, "__file__")) or file


def _file_of_module(module):
    file = static.exact_text(static.lookup(static.instance_dict(module), "__file__")) or ""
    return file if file.endswith(".py") else ""


def _location_of_class(kind, source_of_cell):
    """From the class's methods, because a class does not know its file, or from its module."""
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
    # Take the last class statement above the first method, or without methods the first one with the name.
    below = min((method.__code__.co_firstlineno for method in methods), default=None)
    pattern = re.compile(rf"\s*class\s+{re.escape(name)}\b")
    found = [number for number, text in enumerate(lines_of(file, source_of_cell)[:below], 1) if pattern.match(text)]
    return (file, found[-1 if below else 0]) if found else ("", 0)


def lines_of(file, source_of_cell):
    """The lines of a cell or of a file."""
    return (source_of_cell(file) or source_file.start_of(file, _MAX_FILE) or "").split("\n")


def source_from(file, line, source_of_cell):
    """The source of the definition at `line`. For line 0, the first lines of the file."""
    lines = lines_of(file, source_of_cell)
    if line == 0 or line > len(lines):
        return "\n".join(lines[:_MAX_LINES]).strip("\n") if line == 0 else ""
    part = lines[line - 1 : line - 1 + 10 * _MAX_LINES]
    logical = PartialSource("\n".join(part) + "\n").code.split("\n")
    return "\n".join(part[: min(_end_of_block(logical, part), _MAX_LINES)]).rstrip()


def _end_of_block(logical, part):
    """The number of lines in the first definition: its decorators, its header and its indented body."""
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
    """The number of further source lines in the logical line `text`."""
    length, more = len(part[begin]) if begin < len(part) else 0, 0
    while length < len(text) and begin + more + 1 < len(part):
        more += 1
        length += 1 + len(part[begin + more])
    return more
