"""Finds the names in source that has not run: the cell or script at the cursor, and modules that are not imported.

Thread: any. GIL: held.
"""

from .binding import Binding
from .partial_source import PartialSource
from .statement_reader import DEF, FIRST_WORD, FOR, LAMBDA, WALRUS, WORD, Reader


class Names:
    """The names that are visible at the cursor: `bindings` by name, the numbers of the blocks, the class around it."""

    def __init__(self, bindings, blocks, of_class):
        self.bindings, self.blocks, self.of_class = bindings, blocks, of_class


def names_at(partial, after=""):
    """The names of the module, the functions around the cursor, and its line. `after` is the text below the line."""
    reader = Reader()
    reader.read(partial, partial.statement_start)
    line, indent = (
        partial.line,
        len(partial.code) - len(partial.code[partial.line_start :].lstrip(" \t")) - partial.line_start,
    )
    if partial.line_start == partial.statement_start:
        reader.enter(indent)
    if complete_header := DEF.match(line) and line.count("(") == line.count(")"):
        reader.read_own_line(partial)  # its parameters are visible
    visible, blocks = reader.scopes[:], {number for _, number in reader.blocks}
    if after:
        if not complete_header and FIRST_WORD.match(line)[1] in ("def", "async", "class"):
            reader.read_own_line(partial)
        reader.is_later = True
        reader.read(PartialSource(after))
    found = {}
    for position, scope in enumerate(visible):
        # The names of a class's body are not visible in its methods.
        if scope.kind != "class" or not any(later.kind == "def" for later in visible[position + 1 :]):
            found.update(scope.names)
    found.update(_names_of_line(line))
    return Names(found, blocks, next((scope.text for scope in reversed(visible) if scope.text), None))


def names_of_module(source):
    """The bindings at the top level of a module's source, by name."""
    reader = Reader()
    reader.read(PartialSource(source))
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
