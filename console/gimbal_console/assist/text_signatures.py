"""Reads parameters from text: a text signature of C code, a signature at the start of a doc, the source of a `def`.

Thread: any. GIL: held.
"""

import re

# BY_POSITION: from a doc, which does not say whether the parameter can be passed by name.
POSITIONAL_ONLY, NORMAL, BY_POSITION, ARGUMENTS, KEYWORD_ONLY, KEYWORDS = range(6)


class Parameter:
    """One parameter; `text` is its part of the signature."""

    __slots__ = ("name", "kind", "text")

    def __init__(self, name, kind, text):
        self.name, self.kind, self.text = name, kind, text


def of_text(text, bound):
    """The parameters of a text signature of C code: `($self, x, /, *, key=None)`."""
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
    """The parameters of `name(a, b[, c])` at the start of a doc. Of several signatures, the one with the most."""
    best, text = None, doc[:1500].lstrip()
    while match := _DOCUMENTED.match(text):
        close = closing_bracket(text, match.end())
        if close == len(text):
            break
        found = _of_documented(text[match.end() : close])
        best = found if best is None or len(found) > len(best) else best
        text = text[close:].partition("\n")[2]
    return best


_DOCUMENTED = re.compile(r"\s*[\w.]+\(")


def _of_documented(text):
    """The parameters of `a, b[, c[, d]]`, where brackets mark optional ones."""
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
            parameter.kind = BY_POSITION
            parameter.text = f"[{parameter.text}]" if optional else parameter.text
        found.append(parameter)
    return found


def _with_parts(parts):
    parts = [(" ".join(text.replace("\0", "[]").split()), optional) for text, optional in parts if text]
    return of_parts([text for text, _ in parts]), [part for part in parts if part[0] not in ("*", "/")]


def closing_bracket(text, begin):
    """The position of the bracket that closes the one opened before `begin`, or the end of the text."""
    depth = 1
    for match in _BRACKET.finditer(text, begin):
        depth += 1 if match[0] in "([{" else -1
        if depth == 0:
            return match.start()
    return len(text)


_BRACKET = re.compile(r"[()\[\]{}]")
_MARK = re.compile(r"""[,()\[\]{}]|'[^']*'|"[^"]*\"""")


def split_arguments(text):
    """Split at the commas outside brackets and strings."""
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
    """The parameters in the source of a `def`."""
    return of_parts([part.strip() for part in split_arguments(text)])
