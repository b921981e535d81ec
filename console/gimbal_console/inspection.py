"""What a name is, in words: the tip of the call being typed, the line beside a completion, and the text of `name?`.

Read from what stands in dictionaries and files; no code of the object runs. Thread: assist. GIL: held."""

import linecache
import re
import types

from . import completion
from . import signatures
from . import static_look as look

_NOTHING = ("", 0, 0, "")


def call_tip(source: bytes, cursor: int, names: dict) -> tuple[str, int, int, str]:
    """(signature, begin, end, doc): the call around byte `cursor`, the bytes of its parameter there, its first doc line."""
    before = source[:cursor].decode("utf-8", "replace")
    match = re.search(r"((?:\w+\s*\.\s*)*\w+)\s*\(([^()]*)$", before)
    value = _value_of(match[1], names) if match else look.MISSING
    parameters = None if value is look.MISSING else signatures.parameters_of(value)
    if parameters is None:
        return _NOTHING
    name = match[1].rpartition(".")[2].strip()
    text, places = signatures.text_of(parameters)
    begin, end = places[min(match[2].count(","), len(places) - 1)] if places else (0, 0)
    text = name + text
    begin, end = (len(text[: len(name) + place].encode()) if end else 0 for place in (begin, end))
    return text, begin, end, first_line(look.doc_of(value))


def document(source: bytes, cursor: int, chosen: bytes, names: dict) -> str:
    """Signature and first doc line of one completion offered at byte `cursor`."""
    before, chosen = source[:cursor].decode("utf-8", "replace"), chosen.decode("utf-8", "replace")
    owner = re.search(r"((?:\w+\s*\.\s*)*)\w*$", before)[1]
    value = _value_of(owner + chosen, names)
    if value is look.MISSING:
        return ""
    lines = [chosen + signatures.signature_of(value)] if look.kind_of(value, "") in ("function", "class") else []
    return "\n".join(line for line in (*lines, first_line(look.doc_of(value))) if line)


def inspect(expression: bytes, with_source: int, names: dict) -> str:
    """The text of `name?`; with the source, of `name??`."""
    text = expression.decode("utf-8", "replace").strip()
    if not re.fullmatch(r"\w+(\s*\.\s*\w+)*", text):
        return f"{text or 'nothing'} is not a name: ? tells of a name, like len? or os.path.join?"
    value = _value_of(text, names)
    if value is look.MISSING:
        return f"there is no {text}, or only running code would tell what it is"
    return "\n".join(_lines(text, value, bool(with_source)))


def first_line(doc):
    """The first line with words in it: C code's documentation often begins with calls."""
    words = ""
    for line in doc.split("\n"):
        line = line.strip()
        call = re.match(r"[\w.]+\(.*?\)(?:\s*-+>\s*(.*)|$)", line)
        if line and not call:
            return words if words and len(words.split()) > 2 else line
        words = words or (call and call[1] or "")
    return words


def _value_of(dotted, names):
    return completion.resolve([part.strip() for part in dotted.split(".")], names)


def _lines(name, value, with_source):
    described = look.kind_of(value, "")
    yield f"type: {described or look.class_name(type(value))}"
    if described in ("function", "class") and (signature := signatures.signature_of(value)):
        yield f"signature: {name.rpartition('.')[2].strip()}{signature}"
    file, line = place_of(value)
    if file:
        yield f"file: {file}" + (f", line {line}" if line else "")
    if doc := look.doc_of(value).strip():
        yield "doc:"
        yield doc
    if with_source:
        yield from _source(file, line)


def place_of(value):
    """(file, line) of where it was written; "" where that is not known."""
    kind = type(value)
    if kind is types.MethodType or kind is staticmethod or kind is classmethod:
        return place_of(value.__func__)
    if kind is types.FunctionType:
        return value.__code__.co_filename, value.__code__.co_firstlineno
    if issubclass(kind, types.ModuleType):
        return look.exact_text(look.lookup(look.instance_dict(value), "__file__")) or "", 0
    return "", 0


def _source(file, line):
    lines = linecache.cache.get(file, (0, 0, ()))[2] if file else ()
    if not lines or not line:
        yield "source: not available"
        return
    yield "source:"
    yield lines[line - 1].rstrip("\n")
