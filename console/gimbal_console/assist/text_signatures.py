"""Parameters read from text: C code's text signatures, the calls that a documentation begins with, the source of a `def`.

Thread: any. GIL: held."""

import re

# BY_PLACE: of a documentation, which does not tell whether it has a name for the caller.
POSITIONAL_ONLY, NORMAL, BY_PLACE, ARGUMENTS, KEYWORD_ONLY, KEYWORDS = range(6)


class Parameter:
    """One parameter; `text` is how it stands in the signature."""

    __slots__ = ("name", "kind", "text")

    def __init__(self, name, kind, text):
        self.name, self.kind, self.text = name, kind, text


def of_text(text, bound):
    """The parameters of a text signature as C code has it: `($self, x, /, *, key=None)`."""
    if not text or not text.startswith("(") or not text.endswith(")"):
        return None
    parts = [part.strip() for part in split_arguments(text[1:-1])]
    if parts and parts[0].startswith("$"):
        parts = parts[1:] if bound else [parts[0][1:], *parts[1:]]
        if parts and parts[0] == "/":
            parts = parts[1:]
    return of_parts(parts)


def of_parts(parts):
    found, kind = [], NORMAL
    for part in parts:
        if part == "/":
            for parameter in found:
                parameter.kind = POSITIONAL_ONLY
        elif part == "*":
            kind = KEYWORD_ONLY
        elif part:
            stars = len(part) - len(part.lstrip("*"))
            name = re.match(r"\w*", part[stars:])[0]
            found.append(Parameter(name, (kind, ARGUMENTS, KEYWORDS)[min(stars, 2)], part))
            kind = KEYWORD_ONLY if stars == 1 else kind
    return found


def of_doc(doc):
    """From a documentation that begins with `name(a, b[, c])`, as C code's often does: the one with the most parameters."""
    best, text = None, doc[:1500].lstrip()
    while match := _DOCUMENTED.match(text):
        inner = _closed(text[match.end() :])
        if inner is None:
            break
        found = _of_documented(inner)
        best = found if best is None or len(found) > len(best) else best
        text = text[match.end() + len(inner) :].partition("\n")[2]
    return best


_DOCUMENTED = re.compile(r"\s*[\w.]+\(")


def _of_documented(text):
    """`a, b[, c[, d]]`: what stands in brackets may be left out."""
    parts, current, optional, depth, inner = [], "", False, 0, 0
    for sign in text.replace("=[]", "=\0") + ",":
        if sign == "," and inner <= 0:
            parts.append((current.strip(), optional))
            current = ""
        elif sign in "[]" and inner <= 0:
            depth += 1 if sign == "[" else -1
        else:
            optional = optional if current.strip() else depth > 0
            current += sign
            inner += (sign in "({") - (sign in ")}")
    found = []
    for parameter, (_, optional) in zip(*_with_parts(parts)):
        if parameter.kind == NORMAL and "=" not in parameter.text:
            parameter.kind = BY_PLACE
            parameter.text = f"[{parameter.text}]" if optional else parameter.text
        found.append(parameter)
    return found


def _with_parts(parts):
    parts = [(" ".join(text.replace("\0", "[]").split()), optional) for text, optional in parts if text]
    return of_parts([text for text, _ in parts]), [part for part in parts if part[0] not in ("*", "/")]


def _closed(text):
    """What stands before the bracket that closes the one before `text`."""
    depth = 1
    for match in _BRACKET.finditer(text):
        depth += 1 if match[0] in "([{" else -1
        if depth == 0:
            return text[: match.start()]
    return None


_BRACKET = re.compile(r"[()\[\]{}]")
_MARK = re.compile(r"""[,()\[\]{}]|'[^']*'|"[^"]*\"""")


def split_arguments(text):
    """Split at the commas that stand in no bracket and no string."""
    parts, depth, begin = [], 0, 0
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark == ",":
            if depth <= 0:
                parts.append(text[begin : match.start()])
                begin = match.end()
        elif mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
    if parts or text[begin:].strip():
        parts.append(text[begin:])
    return parts


def split_parameters(text):
    """The parameters of a `def` that has not run, as they stand in its source."""
    return of_parts([part.strip() for part in split_arguments(text)])
