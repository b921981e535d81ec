"""Reads the statements of source that has not run, line by line, and binds their names in scopes.

The source may be incomplete. The reader uses PartialSource.code, without strings and comments, and reads each line on
its own, so an error hides only its own line. Thread: any. GIL: held.
"""

import re

from .binding import Binding
from .class_text import CALLED, EQUALS, ClassText, attributes_assigned, how_called
from .partial_source import arguments_in
from .text_signatures import closing_bracket


class Scope:
    __slots__ = ("indent", "kind", "names", "text", "me")

    def __init__(self, indent, kind):
        self.indent, self.kind, self.names = indent, kind, {}
        self.text = None  # the ClassText of a class
        self.me = None  # of a method: (first parameter, "self" or "cls", ClassText)


FIRST_WORD = re.compile(r"[ \t]*(@|\w*)")
DEF = re.compile(r"\s*(?:async\s+)?def\s+(\w+)\s*(?:\[[^\]]*\]\s*)?\(")
_CLASS = re.compile(r"\s*class\s+(\w+)\s*(?:\[[^\]]*\]\s*)?(\()?")
_BODY = re.compile(r"\)?\s*(?:->[^:]*)?:(?=\s*\S)")
_IMPORTED = re.compile(r"\s*([\w.]+)(?:\s+as\s+(\w+))?")
_FROM = re.compile(r"\s*from\s+([\w.]+)\s+import\s+\(?(.*?)\)?\s*$")
# Words and the gaps between them, with a bound: the time grows with the length of the line and no faster.
FOR = re.compile(r"\bfor\s++((?:[\w,()*\[\]]++\s++){1,50}?)in\b")
_AS = re.compile(r"\bas\s+(\w+\b(?!\s*[.(\[])|\([^).]*\))")
WALRUS = re.compile(r"\b(\w+)\s*:=")
LAMBDA = re.compile(r"\blambda\s++([\w\s,*=.\"]{0,2000}+)(?::|\Z)")
_TARGETS = re.compile(r"[\w\s,()*\[\]]+\Z")
_PARAMETER = re.compile(r"\s*\w+\s*:([^=]+)")
_STRING = re.compile('" *"')  # as PartialSource.code has it
_ANNOTATED = re.compile(r"\s*(\w+)\s*:\s*(.+)\Z")
WORD = re.compile(r"[^\W\d]\w*")
_WITH = re.compile(r"\s*(?:async\s+)?with\b")
_BLOCKS = frozenset("if elif else for while try finally except with".split())
_NO_TARGETS = frozenset("return yield assert raise del pass break continue global nonlocal".split())


class Reader:
    """Reads the statements of one source, then of another, into the open scopes."""

    def __init__(self):
        self.scopes = [Scope(-1, "module")]
        self.blocks = [(-1, 0)]  # (indentation, number) of each open block; numbers increase
        self.last_block = 0
        self.decorators = ""
        self.is_later = False  # after the cursor: earlier bindings win
        self.partial = None

    def read(self, partial, end=None):
        self.partial, begin = partial, 0
        for line in partial.code[:end].split("\n"):
            word = FIRST_WORD.match(line)
            if word[1] or line.strip():
                self.enter(word.start(1))
                if ";" not in line:
                    self._read_statement(line, word[1], begin)
                else:
                    self._read_statements(line, begin)
            begin += len(line) + 1

    def read_own_line(self, partial):
        self.partial = partial
        self._read_statement(partial.line, FIRST_WORD.match(partial.line)[1], partial.statement_start)

    def enter(self, level):
        while len(self.scopes) > 1 and self.scopes[-1].indent >= level:
            self.scopes.pop()
        while self.blocks[-1][0] > level:
            self.blocks.pop()
        if self.blocks[-1][0] < level:
            self.last_block += 1
            self.blocks.append((level, self.last_block))

    def _read_statements(self, line, begin):
        for statement in line.split(";"):
            self._read_statement(statement, FIRST_WORD.match(statement)[1], begin)
            begin += len(statement) + 1

    def _read_statement(self, line, first, begin):
        if first == "@":
            self.decorators += line
            return
        scope, body = self.scopes[-1], 0
        if first in ("def", "async", "class") and self._read_definition(line, begin):
            return
        self.decorators = ""
        if first == "import":
            for part in line.strip()[6:].split(","):
                if match := _IMPORTED.match(part):
                    name = match[2] or match[1].partition(".")[0]
                    self._bind(scope, name, Binding("module", "", ("module", match[1] if match[2] else name)))
        elif first == "from":
            if match := _FROM.match(line):
                for part in match[2].split(","):
                    if bound := _IMPORTED.match(part):
                        self._bind(
                            scope,
                            bound[2] or bound[1],
                            Binding("name", match[1].strip("."), ("member", match[1], bound[1])),
                        )
        elif first in _BLOCKS or first == "async":
            for match in (*FOR.finditer(line), *_AS.finditer(line)):
                self.bind_words(scope, match[1])
            if _WITH.match(line):
                for match in _AS.finditer(line):
                    if match[1].isidentifier():
                        self._bind(
                            scope, match[1], Binding("name", "", ("entered", self.partial, begin + match.start()))
                        )
            body = line.rfind(": ") + 1
            if "=" in line and body > 0:
                self._read_assignment(line[body:], scope, begin + body)
        elif "=" in line and first not in _NO_TARGETS:
            self._read_assignment(line, scope, begin)
        elif match := _ANNOTATED.match(line):
            annotation = self._source_of(begin + match.start(2), begin + match.end(2))
            self._bind(scope, match[1], Binding("name", annotation, ("annotated", annotation)))
        if ":=" in line:
            for match in WALRUS.finditer(line):
                self._bind(scope, match[1], Binding("name"))
        if scope.kind == "def" and "." in line and ("=" in line or ":" in line):
            self._read_attributes(line, body, begin)

    # --- definitions

    def _read_definition(self, line, begin):
        decorators, self.decorators = self.decorators, ""
        outer, level = self.scopes[-1], self.blocks[-1][0]
        if match := DEF.match(line):
            close = closing_bracket(line, match.end())
            parameters = self._source_of(begin + match.end(), begin + close)
            scope = Scope(level, "def")
            self._bind_parameters(scope, begin + match.end(), begin + close)
            if outer.kind == "class":
                binding = self._method(match[1], parameters, decorators, scope, outer.text)
            else:
                binding = Binding("function", f"({parameters})", ("parameters", parameters))
        elif match := _CLASS.match(line):
            close = closing_bracket(line, match.end()) if match[2] else match.end()
            scope = Scope(level, "class")
            scope.text = ClassText(match[1], line[match.end() : close], decorators, scope.names)
            binding = Binding("class", "", ("class", scope.text))
        else:
            return False
        self._bind(outer, match[1], binding)
        self.scopes.append(scope)
        if body := _BODY.match(line, close):  # the body is on the same line
            rest = line[body.end() :]
            self._read_statement(rest, FIRST_WORD.match(rest)[1], begin + body.end())
        return True

    def _method(self, name, parameters, decorators, scope, text):
        how = how_called(name, decorators)
        first, *rest = arguments_in(parameters, 0, len(parameters))
        called = parameters if how == "static" else ",".join(rest).strip().removeprefix("/").lstrip(" ,")
        if how != "static" and (word := WORD.match(first.strip())):
            kind = "cls" if how == "class" else "self"
            scope.me = word[0], kind, text
            self._bind(scope, word[0], Binding("name", "", (kind, text)))
        if how == "property":
            return Binding("property", "", ("computed",))
        return Binding("function", f"({called})", ("method", parameters, called, how))

    def _read_attributes(self, line, body, begin):
        """Read `self.x = ` in a method or in a function inside it. `body` is the start of the statement in the line."""
        me = next((scope.me for scope in reversed(self.scopes) if scope.me or scope.kind == "class"), None)
        if not me or me[0] not in line:
            return
        owner, kind, text = me
        for name, start, partial in attributes_assigned(line, body, owner):
            annotation = self._source_of(begin + partial[0], begin + partial[1]) if partial else ""
            meaning = ("annotated", annotation) if annotation else None
            if start is not None:
                meaning = "expression", self.partial, begin + start, begin + len(line.rstrip()), annotation
            binding = Binding("attribute", annotation, meaning)
            text.add_own(name, binding) if kind == "self" else text.names.setdefault(name, binding)

    # --- names

    def _bind(self, scope, name, binding):
        earlier = scope.names.get(name)
        if self.is_later and earlier is not None:
            return
        binding.block = self.blocks[-1][1]
        binding.is_local = scope.kind == "def"
        while earlier is not None and earlier.block >= binding.block:  # in this block or inside it
            earlier = earlier.earlier
        binding.earlier = earlier
        scope.names[name] = binding

    def _bind_parameters(self, scope, begin, end):
        for part in arguments_in(self.partial.code, begin, end):
            if word := WORD.match(part.strip(" *")):
                annotation, match = "", _PARAMETER.match(part)
                if match:
                    annotation = self._source_of(begin + match.start(1), begin + match.end(1))
                self._bind(scope, word[0], Binding("name", annotation, ("argument", annotation)))
            begin += len(part) + 1

    def _source_of(self, begin, end):
        """A part of the code on one line, with its strings."""
        text = self.partial.text[begin:end]
        return " ".join(
            _STRING.sub(lambda match: text[match.start() : match.end()], self.partial.code[begin:end]).split()
        )

    def bind_words(self, scope, text):
        for word in WORD.findall(text):
            if word not in ("if", "else", "in", "not"):
                self._bind(scope, word, Binding("name"))

    def _read_assignment(self, line, scope, begin):
        start = 0
        targets = []
        for equals in EQUALS.finditer(line):
            segment = line[start : equals.start()]
            if annotated := _ANNOTATED.match(segment):
                targets.append(
                    (
                        annotated[1],
                        self._source_of(begin + start + annotated.start(2), begin + start + annotated.end(2)),
                    )
                )
            elif _TARGETS.match(segment) and not CALLED.search(segment):
                targets.append((segment, ""))
            elif start == 0 and segment.count("(") != segment.count(")"):
                return  # f(x=1)
            else:
                break
            start = equals.end()
        end = begin + len(line.rstrip())
        for target, annotation in targets:
            single = target.strip()
            if not single.isidentifier():
                self.bind_words(scope, target)
                continue
            self._bind(
                scope, single, Binding("name", annotation, ("expression", self.partial, begin + start, end, annotation))
            )
            if single == "__slots__" and scope.text:
                scope.text.add_slots(self.partial.text[begin + start : end])
