"""The names that source defines which has not run: of the cell or the script being typed, and of a module not imported yet.

Thread: any. GIL: held."""

from .binding import Binding
from .statement_reader import DEF, FIRST_WORD, FOR, LAMBDA, WALRUS, WORD, Reader
from .partial_source import Place


class Names:
    """What is visible at the cursor: `bindings` by name, `blocks` that the cursor is in, the class around it."""

    def __init__(self, bindings, blocks, of_class):
        self.bindings, self.blocks, self.of_class = bindings, blocks, of_class


def names_at(place, after=""):
    """Names of the module, the functions around the cursor, and its own line; `after`: the lines behind the cursor's."""
    reader = Reader()
    reader.read(place, place.statement_start)
    line, indent = place.line, len(place.code) - len(place.code[place.line_start :].lstrip(" \t")) - place.line_start
    if place.line_start == place.statement_start:
        reader.enter(indent)
    if complete_header := DEF.match(line) and line.count("(") == line.count(")"):
        reader.read_own_line(place)  # its parameters are names already
    visible, blocks = reader.scopes[:], {number for _, number in reader.blocks}
    if after:
        if not complete_header and FIRST_WORD.match(line)[1] in ("def", "async", "class"):
            reader.read_own_line(place)
        reader.is_later = True
        reader.read(Place(after))
    found = {}
    for position, scope in enumerate(visible):
        # What a class's body defines is not visible in its methods.
        if scope.kind != "class" or not any(later.kind == "def" for later in visible[position + 1 :]):
            found.update(scope.names)
    found.update(_names_of_line(line))
    return Names(found, blocks, next((scope.text for scope in reversed(visible) if scope.text), None))


def names_of_module(source):
    """Name -> Binding of the top level of a whole source, as far as it is looked at."""
    reader = Reader()
    reader.read(Place(source))
    return reader.scopes[0].names


def _names_of_line(line):
    found = {}
    for pattern in (FOR, WALRUS, LAMBDA):
        for match in pattern.finditer(line):
            for word in WORD.findall(match[1]):
                if word not in ("if", "else", "in", "not"):
                    found[word] = Binding("name")
                    found[word].is_local = pattern is LAMBDA or pattern is FOR and bool(line[: match.start()].strip())
    return found
