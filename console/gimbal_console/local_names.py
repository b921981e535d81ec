"""The names that source defines which has not run: of the cell or the script being typed, and of a module not imported yet.

Read line by line from code without strings and comments (typing_place.Place.code), so that what is broken or half typed hides
nothing but itself. Thread: any. GIL: held."""

import re

from .typing_place import Place, arguments_in


class Binding:
    """One name: its kind and detail as a completion has them, and what it stands for: ("module", name), ("member", module, name),
    ("expression", begin, end) in the code, ("parameters", text), ("argument", annotation), or None."""

    __slots__ = ("kind", "detail", "meaning")

    def __init__(self, kind, detail="", meaning=None):
        self.kind, self.detail, self.meaning = kind, detail, meaning


class _Scope:
    __slots__ = ("indent", "kind", "names")

    def __init__(self, indent, kind):
        self.indent, self.kind, self.names = indent, kind, {}


_FIRST_WORD = re.compile(r"[ \t]*(@|\w*)")
_DEF = re.compile(r"\s*(?:async\s+)?def\s+(\w+)\s*(?:\[[^\]]*\]\s*)?\(")
_CLASS = re.compile(r"\s*class\s+(\w+)")
_IMPORTED = re.compile(r"\s*([\w.]+)(?:\s+as\s+(\w+))?")
_FROM = re.compile(r"\s*from\s+([\w.]+)\s+import\s+\(?(.*?)\)?\s*$")
_FOR = re.compile(r"\bfor\s+([\w\s,()*\[\]]+?)\s+in\b")
_AS = re.compile(r"\bas\s+(\w+|\([^)]*\))")
_WALRUS = re.compile(r"\b(\w+)\s*:=")
_LAMBDA = re.compile(r"\blambda\s+([\w\s,*=.\"]*)(?::|\Z)")
_EQUALS = re.compile(r"(?<![=<>!+\-*/%&|^@:])=(?!=)")
_TARGETS = re.compile(r"[\w\s,()*\[\]]+\Z")
_CALLED = re.compile(r"[\w)\]]\s*[(\[]")
_ANNOTATED = re.compile(r"\s*(\w+)\s*:\s*(.+)\Z")
_WORD = re.compile(r"[^\W\d]\w*")
_BLOCKS = frozenset("if elif else for while try finally except with".split())
_NO_TARGETS = frozenset("return yield assert raise del pass break continue global nonlocal".split())


def names_at(place):
    """Name -> Binding of what is visible at the cursor: of the module, the functions around it, and its own line."""
    own_line = place.line
    own = _scopes(place.code[: place.line_start], 0, len(own_line) - len(own_line.lstrip(" \t")))
    inner = _Scope(0, "line")
    for pattern in (_FOR, _WALRUS, _LAMBDA):
        for match in pattern.finditer(own_line):
            _bind_words(inner, match[1])
    _bind_header(own_line, inner)
    found = {}
    for place_in, scope in enumerate([*own, inner]):
        # What a class's body defines is not visible in its methods.
        if scope.kind != "class" or not any(later.kind == "def" for later in own[place_in + 1 :]):
            found.update(scope.names)
    return found


def names_of_module(source):
    """Name -> Binding of the top level of a whole source, as far as it is looked at."""
    return _scopes(Place(source).code, 0, 0)[0].names


def _bind_header(line, scope):
    """In `def f(a, b=` the parameters are names already."""
    if (match := _DEF.match(line)) and line.count("(") == line.count(")"):
        _bind_parameters(scope, line[match.end() :])


def _scopes(code, begin, indent):
    """The scopes that a line of that indentation below `code` would be in, outermost first."""
    scopes = [_Scope(-1, "module")]
    for line in code.split("\n"):
        word = _FIRST_WORD.match(line)
        first = word[1]
        if first or line.strip():
            level = word.start(1)
            while len(scopes) > 1 and scopes[-1].indent >= level:
                scopes.pop()
            _read_line(line, first, level, scopes, begin)
        begin += len(line) + 1
    while len(scopes) > 1 and scopes[-1].indent >= indent:
        scopes.pop()
    return scopes


def _read_line(line, first, level, scopes, begin):
    scope = scopes[-1]
    if first in ("def", "async", "class"):
        if _read_definition(line, level, scopes):
            return
    if first == "import":
        for part in line.strip()[6:].split(","):
            if match := _IMPORTED.match(part):
                name = match[2] or match[1].partition(".")[0]
                scope.names[name] = Binding("module", "", ("module", match[1] if match[2] else name))
    elif first == "from":
        if match := _FROM.match(line):
            for part in match[2].split(","):
                if bound := _IMPORTED.match(part):
                    scope.names[bound[2] or bound[1]] = Binding("name", match[1], ("member", match[1], bound[1]))
    elif first in _BLOCKS or first == "async":
        for match in (*_FOR.finditer(line), *_AS.finditer(line)):
            _bind_words(scope, match[1])
        if "=" in line and (colon := line.rfind(": ")) > 0:
            _read_assignment(line[colon + 1 :], scope, begin + colon + 1)
    elif "=" in line and first not in _NO_TARGETS:
        _read_assignment(line, scope, begin)
    elif match := _ANNOTATED.match(line):
        scope.names[match[1]] = Binding("name", match[2].strip())
    if ":=" in line:
        for match in _WALRUS.finditer(line):
            scope.names[match[1]] = Binding("name")


def _read_definition(line, level, scopes):
    if match := _DEF.match(line):
        close = _closing(line, match.end())
        parameters = " ".join(line[match.end() : close].split())
        scopes[-1].names[match[1]] = Binding("function", f"({parameters})", ("parameters", parameters))
        scopes.append(_Scope(level, "def"))
        _bind_parameters(scopes[-1], parameters)
        return True
    if match := _CLASS.match(line):
        scopes[-1].names[match[1]] = Binding("class")
        scopes.append(_Scope(level, "class"))
        return True
    return False


def _closing(line, begin):
    depth = 1
    for match in re.compile(r"[()\[\]{}]").finditer(line, begin):
        depth += 1 if match[0] in "([{" else -1
        if depth == 0:
            return match.start()
    return len(line)


def _bind_parameters(scope, text):
    for part in arguments_in(text, 0, len(text)):
        if match := _WORD.match(part.strip(" *")):
            annotation = part.partition(":")[2].partition("=")[0].strip()
            scope.names[match[0]] = Binding("name", annotation, ("argument", annotation))


def _bind_words(scope, text):
    for match in _WORD.finditer(text):
        if match[0] not in ("if", "else", "in", "not"):
            scope.names[match[0]] = Binding("name")


def _read_assignment(line, scope, begin):
    start = 0
    targets = []
    for equals in _EQUALS.finditer(line):
        segment = line[start : equals.start()]
        if annotated := _ANNOTATED.match(segment):
            targets.append(annotated[1])
        elif _TARGETS.match(segment) and not _CALLED.search(segment):
            targets.append(segment)
        elif start == 0 and segment.count("(") != segment.count(")"):
            return  # f(x=1)
        else:
            break
        start = equals.end()
    for target in targets:
        single = target.strip()
        if single.isidentifier():
            scope.names[single] = Binding("name", "", ("expression", begin + start, begin + len(line.rstrip())))
        else:
            _bind_words(scope, target)
