"""Names: what the name of a command, an event, a stream, an array or an end may be, and what is given by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Dict, Iterable, List, Optional

from .errors import LinkError

LONGEST_NAME = 256  # bytes
MOST_NEAR, MOST_SHOWN = 5, 12
LEAST_PART = 3  # characters of a name that is a part of another one
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def short(value: Any) -> str:
    """The value for an error message."""
    try:
        text = repr(value)
    except Exception:  # of a class of the user
        text = f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:79] + "…"


def name_problem(name: Any) -> str:
    """Why it is no name, as the end of a sentence, "is empty" for example. Empty: it is a name."""
    if not isinstance(name, str):
        return f"is {short(name)}, not a text"
    if not name:
        return "is empty"
    size = len(name.encode("utf-8", "replace"))
    if size > LONGEST_NAME:
        return f"has {size} bytes, more than {LONGEST_NAME}"
    control = _CONTROL.search(name)
    if control is None:
        return ""
    number = f"U+{ord(control.group()):04X}"
    return f"is {short(name)}, which holds the control character {number}; a name is one line of text"


def is_name(value: object) -> bool:
    return not name_problem(value)


def check_name(name: Any, what: str, code: str = "bad_argument") -> None:
    """`what` begins the sentence of the error."""
    problem = name_problem(name)
    if problem:
        raise LinkError(code, f"{what} {problem}")


def check_names(header: Dict[str, Any]) -> None:
    """The names in a message that this end sends, without those of its arrays."""
    kind = header.get("type")
    if "name" in header:
        owner = "this end" if kind in ("hello", "welcome") else "the event" if kind == "event" else "the stream"
        check_name(header["name"], f"the name of {owner}")
    if kind == "call":
        check_name(header["command"], "the name of the command")
    for event in header.get("events", ()):
        check_name(event, "the name of the event")


def known_words(name: str, known: Iterable[str]) -> str:
    """The end of an error about a name that is not there: those near it, else those that there are."""
    import difflib

    names = sorted(known)
    near = difflib.get_close_matches(name, names, MOST_NEAR, 0.7)
    if len(name) >= LEAST_PART:
        parts = (one for one in names if name in one or (len(one) >= LEAST_PART and one in name))
        near = list(dict.fromkeys([*near, *parts]))[:MOST_NEAR]
    if near:
        return "near it: " + ", ".join(f"`{one}`" for one in near)
    if not names:
        return "there is none"
    shown = ", ".join(f"`{one}`" for one in names[:MOST_SHOWN])
    more = len(names) - MOST_SHOWN
    return f"there are: {shown}" + (f" and {more} more" if more > 0 else "")


def name_list(value: Any, parameter: str) -> List[str]:
    """A list of names; None is an empty one. A str is refused: it would be read as a name for each letter."""
    if value is None:
        return []
    if isinstance(value, str):
        raise TypeError(f"{parameter} must be a list of str, not {short(value)}; write [{short(value)}]")
    if isinstance(value, (bytes, bytearray, Mapping)):
        raise TypeError(f"{parameter} must be a list of str, not {short(value)}")
    try:
        names = list(value)
    except TypeError:
        raise TypeError(f"{parameter} must be a list of str, not {short(value)}") from None
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"{parameter} must be a list of str, but it holds {short(name)}")
    return names


def single_names(values: Any, function: str) -> List[str]:
    """Names that are arguments of their own."""
    for value in values:
        if not isinstance(value, str):
            raise TypeError(
                f"{function}() takes each name as an argument of its own, as {function}('saved', 'tick'), "
                f"not {short(value)}"
            )
    return list(values)


def by_name(value: Any, parameter: str, of: str) -> Dict[str, Any]:
    """A dict with names as keys; None is an empty one. `of` says what it holds, for the error."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{parameter} must be a dict of {of} by name, not {short(value)}")
    for name in value:
        if not isinstance(name, str):
            raise TypeError(f"{parameter} must be a dict of {of} by name, but it has the key {short(name)}")
    return dict(value)


def functions_by_name(value: Any, parameter: str) -> Dict[str, Any]:
    functions = by_name(value, parameter, "functions")
    for name, function in functions.items():
        check_callable(function, f"{parameter}[{name!r}]")
    return functions


def check_callable(function: Any, parameter: str) -> None:
    if not callable(function):
        raise TypeError(f"{parameter} must be a function, not {short(function)}")


def instance_of(kind: Any, value: Optional[Any], parameter: str) -> Any:
    """The value, or a new one of its class for None."""
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise TypeError(f"{parameter} must be a gimbal_link.{kind.__name__}, not {short(value)}")
    return value
