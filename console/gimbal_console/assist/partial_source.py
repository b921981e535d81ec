"""Scans source up to the cursor: is the cursor in a string or a comment, in which brackets, after which expression?

The source need not parse: the scanner reads only strings, comments and brackets. Thread: any. GIL: held.
"""

import re

MAX_TEXT = 100_000  # characters before the cursor that are scanned; 10 ms
_TOKEN = re.compile(r"""#[^\n]*|\\\n|\n|[()\[\]{};]|(?:\b[A-Za-z]{1,2})?(?:\"{3}|'{3}|["'])""")
_REST = {
    "'": re.compile(r"(?:[^\\'\n]+|\\.)*", re.S),
    '"': re.compile(r'(?:[^\\"\n]+|\\.)*', re.S),
    "'''": re.compile(r"(?:[^\\']+|\\.|'(?!''))*", re.S),
    '"""': re.compile(r'(?:[^\\"]+|\\.|"(?!""))*', re.S),
}
# No line inside brackets starts like this, so such a line closes the brackets that are still open above it.
_STATEMENT = re.compile(
    r"[ \t]*(?:(?:async[ \t]+)?(?:def|class|with)|import|return|raise|while|try|del|global|pass|break|continue"
    r"|from[ \t]+[\w.]+[ \t]+import)\b"
)
_BLOCK = re.compile(r"^(?:@|(?:async |def |class |import |from )\w)", re.M)
_CLOSED = {")": "(", "]": "[", "}": "{"}


class PartialSource:
    """`text` up to the cursor, and `code`: `text` with strings and comments blanked, one line for each logical line."""

    def __init__(self, text):
        self.text = _last_part(text)
        self.code = ""
        self.comment = False
        self.string = None  # (prefix, quotes, start of the content) if the cursor is in a string
        self.open = []  # positions of the brackets that are open at the cursor
        self.partner = {}  # position of a closing bracket -> position of its opening bracket
        self.strings = {}  # end of a string -> its start
        self.line_start = 0  # of the logical line with the cursor
        self.statement_start = 0  # of the last statement in that line
        self._read()

    def _read(self):
        text, end, position = self.text, len(self.text), 0
        pieces = []
        while match := _TOKEN.search(text, position):
            begin, token = match.start(), match[0]
            pieces.append(text[position:begin])
            position = match.end()
            first = token[0]
            if first == "#":
                pieces.append(" " * len(token))
                self.comment = position == end
            elif first == "\n":
                pieces.append(self._newline(position))
            elif first == "\\":
                pieces.append("  ")
            elif first == ";":
                pieces.append(token)
                if not self.open:
                    self.statement_start = position
            elif token in "([{":
                self.open.append(begin)
                pieces.append(token)
            elif token in ")]}":
                if self.open and text[self.open[-1]] == _CLOSED[token]:
                    self.partner[begin] = self.open.pop()
                pieces.append(token)
            else:
                position, blank = self._string(begin, token, position)
                pieces.append(blank)
        pieces.append(text[position:])
        self.code = "".join(pieces)

    def _newline(self, position):
        if self.open and not _STATEMENT.match(self.text, position):
            return " "
        self.open.clear()
        self.line_start = self.statement_start = position
        return "\n"

    def _string(self, begin, token, position):
        prefix = token.rstrip("\"'")
        quotes = token[len(prefix) :]
        close = _REST[quotes].match(self.text, position).end()
        if self.text.startswith(quotes, close):
            close += len(quotes)
            self.strings[close] = begin
            return close, '"' + " " * (close - begin - 2) + '"'
        if close == len(self.text):
            self.string = (prefix.lower(), quotes, position)
        return close, " " * (close - begin)  # not closed: at the end of its line, or being typed

    @property
    def line(self):
        """The statement up to the cursor, with strings and comments blanked."""
        return self.code[self.statement_start :]

    def in_format(self):
        """The source in the braces of the f-string around the cursor, or None."""
        if self.string is None or "f" not in self.string[0]:
            return None
        content = self.text[self.string[2] :].replace("{{", "  ").replace("}}", "  ")
        opened = content.rfind("{")
        if opened < content.rfind("}") or opened < 0:
            return None
        return PartialSource(content[opened + 1 :])


def _last_part(text):
    """The text, or the last part of a very long text, from the start of a statement."""
    if len(text) <= MAX_TEXT:
        return text
    begin = len(text) - MAX_TEXT
    match = _BLOCK.search(text, text.find("\n", begin) + 1)
    return text[match.start() :] if match else text[text.find("\n", begin) + 1 :]


# --- the expression before a position

_NAME = re.compile(r"[^\W\d]\w*\Z")
_WORD = re.compile(r"(?<!\w)\w++\Z")  # begins at one place, so that the time is linear
_NO_NAMES = frozenset(
    "and as assert async await break class continue def del elif else except finally for from global if import in is "
    "lambda nonlocal not or pass raise return try while with yield".split()
)


def typed_name(code):
    """The name at the end of `code`, which may be "", or None if a number is there."""
    match = _WORD.search(code)
    if not match:
        return ""
    return None if match[0][0].isdigit() else match[0]


def expression_before(partial, end):
    """The primary that ends at `end`, as (steps, start), or None if there is none.

    The first step is ("name", x) or ("literal", text); each further step is ("attribute", x), ("item", text) or
    ("call", text).
    """
    code = partial.code
    end = len(code[:end].rstrip(" \t"))
    if end == 0:
        return None
    last = code[end - 1]
    if last in ")]" and end - 1 in partial.partner:
        return _bracketed(partial, partial.partner[end - 1], end)
    if last == "}" and end - 1 in partial.partner:
        return _literal(partial, partial.partner[end - 1], end)
    if last == '"' and end in partial.strings:
        return _literal(partial, partial.strings[end], end)
    match = _NAME.search(code, max(0, end - 200), end)
    if not match or match[0] in _NO_NAMES:
        return None
    begin = match.start()
    before = code[:begin].rstrip(" \t")
    if not before.endswith("."):
        return [("name", match[0])], begin
    owner = expression_before(partial, len(before) - 1)
    return owner and ([*owner[0], ("attribute", match[0])], owner[1])


def _bracketed(partial, begin, end):
    owner = expression_before(partial, begin) if _touches(partial.code, begin) else None
    inside = partial.text[begin + 1 : end - 1]
    if owner:
        return [*owner[0], ("call" if partial.code[begin] == "(" else "item", inside)], owner[1]
    return _literal(partial, begin, end)


def _literal(partial, begin, end):
    return [("literal", partial.text[begin:end])], begin


def _touches(code, begin):
    """Whether the bracket at `begin` is a call or an index of the expression before it."""
    before = code[:begin].rstrip(" \t")
    if not before or not (before[-1].isalnum() or before[-1] in '_)]}"'):
        return False
    word = _WORD.search(before)
    return not word or word[0] not in _NO_NAMES


def call_around(partial):
    """The innermost call around the cursor, as (steps of the callable, position of its bracket), or None."""
    for begin in reversed(partial.open):
        if partial.code[begin] == "(" and _touches(partial.code, begin):
            found = expression_before(partial, begin)
            if found and not re.search(r"\b(?:def|class)\s+\Z", partial.code[: found[1]]):
                return found[0], begin
    return None


def arguments_in(code, begin, end):
    """The parts between the commas in the bracket that was opened before `begin`."""
    parts, depth, start = [], 0, begin
    for match in re.compile(r"[()\[\]{},]|\blambda\b|:").finditer(code, begin, end):
        token = match[0]
        if token in "([{" or token == "lambda":
            depth += 1
        elif token in ")]}" or token == ":" and depth > 0 and "lambda" in code[start : match.start()]:
            depth -= 1
        elif token == "," and depth <= 0:
            parts.append(code[start : match.start()])
            start = match.end()
    return [*parts, code[start:end]]
