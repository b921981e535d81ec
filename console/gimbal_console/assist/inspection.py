"""Describes names: the call tip, the line beside a completion, and the text of `name?`.

It reads dictionaries and sources and runs no code of the object. Thread: assist. GIL: held.
"""

import re

from . import completion, signatures
from . import static_inspect as static
from .binding import Binding
from .class_text import ClassText, ObjectOf
from .deadline import Deadline
from .module_search import source_of
from .partial_source import PartialSource, arguments_in, expression_before
from .scope import MISSING, Scope, SourceFunction, UnimportedModule, module
from .source_location import location_of, source_from
from .text_signatures import ARGUMENTS, KEYWORDS
from .variables import short, size_of

_NOTHING = ("", 0, 0, "")
_DOCSTRING = re.compile(
    r"(?:\s*#[^\n]*\n)*\s*[rR]?(\"{3}|'{3}|[\"'])(.*?)(?:\1|\Z)", re.S
)  # at the start of a module's source


def call_tip(source: bytes, cursor: int, names: dict) -> tuple[str, int, int, str]:
    """The call around byte `cursor`: (signature, start and end of its current parameter in bytes, first doc line)."""
    partial, scope = completion.partial_and_scope(source, cursor, names)
    partial = partial.in_format() or partial
    found = None if partial.comment else completion.called_at(partial, scope)
    if not found:
        return _NOTHING
    name, value, parameters, begin = found
    text, spans = signatures.text_of(parameters)
    text = name + text
    current = _current(parameters, arguments_in(partial.code, begin, len(partial.code)))
    first, last = spans[current] if current is not None else (-len(name), -len(name))
    return (
        text,
        len(text[: len(name) + first].encode()),
        len(text[: len(name) + last].encode()),
        first_line(doc_of(value)),
    )


def _current(parameters, arguments):
    """The index of the parameter that the last argument is for, or None."""
    *given, typed = arguments
    if match := re.match(r"\s*(\w+)\s*=(?!=)", typed):
        by_name = [index for index, parameter in enumerate(parameters) if parameter.name == match[1]]
        return by_name[0] if by_name else _of_kind(parameters, KEYWORDS)
    if any(re.match(r"\s*(?:\w+\s*=(?!=)|\*)", argument) for argument in given):
        return None  # after a keyword or a star, the position does not give the parameter
    if len(given) < len(parameters) and parameters[len(given)].kind < ARGUMENTS:
        return len(given)
    return _of_kind(parameters, ARGUMENTS)


def _of_kind(parameters, kind):
    return next((index for index, parameter in enumerate(parameters) if parameter.kind == kind), None)


def document(source: bytes, cursor: int, chosen: bytes, names: dict) -> str:
    """The signature and the first line of the doc for one completion that was offered at byte `cursor`."""
    candidates = completion.candidates_at(source, cursor, names, Deadline(completion.SECONDS))
    name = chosen.decode("utf-8", "replace")
    entry = candidates.entry(name)
    if entry is None:
        return ""
    value, describe = entry
    kind, detail = describe(value, False)
    if kind == "keyword":
        return ""
    if kind == "parameter":
        return value.text
    if kind in ("key", "file", "folder"):
        return short(value) if kind == "key" else ""
    if kind == "module" and type(value) is str:
        return first_line(doc_of(module(value)))
    signature = name + detail if kind == "function" else ""
    if kind == "class" and static.is_class(value):
        signature = name + signatures.signature_of(value)
    said = (
        first_line(doc_of(value))
        if kind in ("function", "class", "module", "property")
        else _said_of_data(value, detail)
    )
    return "\n".join(line for line in (signature, said) if line)


def _said_of_data(value, detail):
    if type(value) is Binding or value is MISSING:
        return detail
    name = "" if static.is_computed(value) else static.class_name(type(value))
    return ", ".join(part for part in (name, size_of(value), short(value)) if part)


def inspect(expression: bytes, with_source: int, names: dict, source_of_cell) -> str:
    """The text of `name?`, or `name??` if `with_source`. `source_of_cell(file name)` returns a cell's source, or ""."""
    text = expression.decode("utf-8", "replace").strip()
    partial = PartialSource(text)
    found = None if partial.string or partial.comment else expression_before(partial, len(partial.code))
    if not found or partial.code[: found[1]].strip():
        return f"{text or 'nothing'} is not a name: write ? after a name, as in len? or os.path.join?"
    value = Scope(PartialSource(""), names).value_of(found[0])
    if value is MISSING:
        return _why_not_there(text, found[0], names)
    return "\n".join(_lines(text, value, bool(with_source), source_of_cell))


def _why_not_there(text, steps, names):
    """A sentence on the part of the expression that is missing."""
    scope = Scope(PartialSource(""), names)
    first = steps[0][1]
    if scope.value_of(steps[:1]) is MISSING:
        return f"there is no {first} here: assign or import it first"
    for count in range(2, len(steps) + 1):
        owner = scope.value_of(steps[: count - 1])
        if scope.value_of(steps[:count]) is MISSING:
            step, part = steps[count - 1]
            if step != "attribute":
                return f"the value of {text} is known only after running it: assign it to a name first"
            if part in static.members(owner):
                return f"the value of {part} is computed by code, which ? does not run: assign {text} to a name first"
            return f"{static.class_name(type(owner))} has no {part} that is visible without running code"
    return f"there is no {text}"


def first_line(doc):
    """The first line of prose. The documentation of C code often begins with signatures."""
    words = ""
    for line in doc[:5000].split("\n"):
        line = line.strip()
        call = re.match(r"[\w.]+\(.*?\)(?:\s*-+>\s*(.*)|$)", line)
        if line and not call:
            return words if len(words.split()) > 2 else line
        words = words or (call and call[1] or "").removeprefix("None.").strip()
    return words


def doc_of(value):
    if type(value) is UnimportedModule:
        match = _DOCSTRING.match(source_of(value.name)[:5000])
        return match[2] if match else ""
    if value is MISSING or static.one_of(type(value), (SourceFunction, Binding, ClassText, ObjectOf)):
        return ""
    return static.doc_of(value)


def _lines(name, value, with_source, source_of_cell):
    described = static.kind_of(value, "")
    yield f"type: {described or static.class_name(type(value))}"
    if described in ("function", "class") and (signature := signatures.signature_of(value)):
        yield f"signature: {name.rpartition('.')[2].strip()}{signature}"
    if size := size_of(value):
        yield f"size: {size}"
    words = "" if described else short(value)
    if words:
        yield f"value: {words}"
    file, line = location_of(value if described else type(value), source_of_cell)
    if file:
        yield f"file: {file}" + (f", line {line}" if line else "")
    doc = "" if words else _dedented(static.doc_of(value))  # the doc of int says nothing about a number
    if doc:
        yield "doc:"
        yield doc
    if with_source:
        source = source_from(file, line, source_of_cell) if file else ""
        yield "source:" if source else "source: not available" + ("" if file else ": it is not written in Python")
        if source:
            yield source


def _dedented(doc):
    first, *rest = doc.strip().expandtabs().split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return "\n".join(line.rstrip() for line in (first, *(line[indent:] for line in rest)))
