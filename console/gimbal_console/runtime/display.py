"""Formats a value for the console with pprint, in bounded size. A repr that raises becomes a message in its place."""

import itertools
import pprint
import reprlib  # noqa: F401  used by dataclasses and collections; imported here, where SIGINT is blocked

MOST_ITEMS = 1_000  # shown of one container
ALL_ITEMS = 5_000  # shown of all containers within one value
LONGEST_STRING = 100_000
MOST_TEXT = 1_000_000
MOST_DEPTH = 30
MESSAGE_LENGTH = 300

_OPEN_CLOSE = {list: "[]", tuple: "()", dict: "{}", set: "{}", frozenset: "{}"}
_NOTE = "… {} left out; print(repr(_)) shows all"


def text_of(value, columns, plain, error):
    """The text of a value, and a note on what the text leaves out, or "".

    `plain` is the value's repr and `error` the exception of its repr, if they are known.
    """
    if error is not None and type(value) not in _OPEN_CLOSE:
        return failed(value, error), ""
    if type(value) in (str, bytes, bytearray):
        return _string(value)
    if plain is not None and (len(plain) > LONGEST_STRING or not _is_laid_out(value)):
        return _cut(plain, "")  # pprint would be slow, and the value cannot be shortened
    short = _Shortener()
    printer = _Printer(width=max(columns, 20), compact=True, sort_dicts=False)
    try:
        text = printer.pformat(short.of(value))
    except Exception as raised:
        return failed(value, raised), ""
    return _cut(text, _NOTE.format(f"{short.left_out:,} items") if short.left_out else "")


def failed(value, error):
    """`<repr of Point raised ValueError: no such axis (line 3 of <cell 2>)>`"""
    message = _words(lambda: str(error)).partition("\n")[0][:MESSAGE_LENGTH]
    what = type(error).__name__ + (f": {message}" if message else "")
    return f"<repr of {_words(lambda: type(value).__qualname__)} raised {what}{_origin(error)}>"


def figure_png(figure):
    """A matplotlib figure as PNG (bytes), by the backend that needs no window."""
    import io

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


class _Printer(pprint.PrettyPrinter):
    """Replaces an item whose repr raises, and shows the other items."""

    def format(self, value, context, maxlevels, level):
        try:
            return super().format(value, context, maxlevels, level)
        except Exception as error:
            return failed(value, error), False, False


class _LeftOut:
    """Stands in a container for the items that are not shown. Its repr is a note on them."""

    def __init__(self, words):
        self._words = words

    def __repr__(self):
        return self._words


class _Shortener:
    """Copies a value without the middle of large containers and strings. Small parts stay the same objects."""

    def __init__(self):
        self.left_out = 0
        self._room = ALL_ITEMS
        self._above = set()

    def of(self, value):
        kind = type(value)
        if kind in (str, bytes, bytearray):
            return value if len(value) <= LONGEST_STRING else _LeftOut(_string(value)[0])
        if kind not in _OPEN_CLOSE:
            return value
        if id(value) in self._above or len(self._above) > MOST_DEPTH:
            return _LeftOut("...".join(_OPEN_CLOSE[kind]))
        self._above.add(id(value))
        try:
            return self._container(kind, value)
        finally:
            self._above.discard(id(value))

    def _container(self, kind, value):
        room = min(MOST_ITEMS, self._room)
        missing = len(value) - room
        if missing <= 0:
            self._room -= len(value)
            if kind is dict:
                return {self.of(key): self.of(item) for key, item in value.items()}
            return kind([self.of(item) for item in value])
        self.left_out += missing
        if room == 0:
            return _LeftOut(f" ... {missing:,} ... ".join(_OPEN_CLOSE[kind]))
        self._room -= room
        tail = room // 5
        between = _LeftOut(f"... {missing:,} more ...")
        if kind is dict:
            items = value.items()
            last = list(itertools.islice(reversed(items), tail))[::-1]
            shown = {self.of(key): self.of(item) for key, item in itertools.islice(items, room - tail)}
            shown[between] = _LeftOut("...")
            shown.update((self.of(key), self.of(item)) for key, item in last)
            return shown
        if kind in (set, frozenset):  # a set has no order, so no tail; the note has the count
            return kind([self.of(item) for item in itertools.islice(value, room)])
        head = [self.of(item) for item in value[: room - tail]]
        return kind([*head, between, *(self.of(item) for item in value[len(value) - tail :])])


def _is_laid_out(value):
    """Whether pprint formats the value by more than its repr."""
    kind = type(value)
    return kind.__repr__ in pprint.PrettyPrinter._dispatch or hasattr(kind, "__dataclass_fields__")


def _string(value):
    missing = len(value) - LONGEST_STRING
    if missing <= 0:
        return repr(value), ""
    tail = LONGEST_STRING // 5
    words = f"{missing:,} {'characters' if isinstance(value, str) else 'bytes'}"
    return f"{value[: LONGEST_STRING - tail]!r} ... {words} ... {value[-tail:]!r}", _NOTE.format(words)


def _cut(text, note):
    if len(text) <= MOST_TEXT:
        return text, note
    return text[:MOST_TEXT] + " ...", _NOTE.format(f"{len(text) - MOST_TEXT:,} characters")


def _words(of):
    try:
        return of()
    except Exception:
        return "?"


def _origin(error):
    """The line that raised, unless it is in this module or pprint."""
    trace, place = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename not in (__file__, pprint.__file__):
            place = f" (line {trace.tb_lineno} of {trace.tb_frame.f_code.co_filename})"
        trace = trace.tb_next
    return place or ""
