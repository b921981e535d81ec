"""What a header must hold. Nothing in it is trusted."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Dict

from .arrays import Packed, as_bytes, is_index
from .errors import LinkError
from .names import check_name
from .pending import Request
from .streams import KINDS

LONGEST_SENTENCE = 4096
KINDS_OF_VALUES = {bool: "a bool", int: "an int", float: "a float", str: "a str", list: "a list", dict: "a dict"}


def text_of(header: Dict[str, Any], key: str) -> str:
    if key not in header:
        raise LinkError("bad_message", f"`{key}` is missing")
    check_name(header[key], f"`{key}`", "bad_message")
    return header[key]


def number_of(header: Dict[str, Any], key: str, least: int) -> int:
    number = header.get(key)
    if not is_index(number) or number < least:
        raise LinkError("bad_message", f"`{key}` is {number!r}, not a number from {least}")
    return number


def message_of(header: Dict[str, Any]) -> str:
    message = header.get("message")
    return message[:LONGEST_SENTENCE] if isinstance(message, str) else ""


def sendable(sentence: str) -> str:
    """A sentence that fits into every header. It may quote what a peer has sent, or hold half of a surrogate pair."""
    return sentence[:LONGEST_SENTENCE].encode("utf-8", "replace").decode()


def error_header(error: LinkError) -> Dict[str, Any]:
    return {"type": "error", "code": sendable(str(error.code)), "message": sendable(str(error.message))}


def error_of(header: Dict[str, Any]) -> LinkError:
    code = header.get("code")
    return LinkError(code if isinstance(code, str) else "failed", message_of(header))


def kind_of(header: Dict[str, Any]) -> str:
    kind = header.get("kind")
    if kind not in KINDS:
        raise LinkError("bad_message", f"`kind` is {kind!r}, not mesh, positions or array")
    return kind


def bound_arguments(function: Callable[..., Any], request: Request) -> Dict[str, Any]:
    """The arguments of a command by its signature. The error names the one that is wrong."""
    given = {**request.arguments, **request.arrays}
    signature = inspect.signature(function)
    try:
        signature.bind(request, **given)
    except TypeError as error:
        raise LinkError("bad_argument", f"{request.command}{signature}: {error}") from None
    for name, value in request.arguments.items():
        wanted = signature.parameters[name].annotation if name in signature.parameters else None
        wanted = {"bool": bool, "int": int, "float": float, "str": str, "list": list, "dict": dict}.get(wanted, wanted)
        if wanted not in KINDS_OF_VALUES:
            continue
        fits = isinstance(value, (int, float) if wanted is float else wanted)
        if not fits or (isinstance(value, bool) and wanted is not bool):
            raise LinkError(
                "bad_argument",
                f"the argument `{name}` of {request.command} is {value!r}, not {KINDS_OF_VALUES[wanted]}",
            )
    return given


def views(arrays: Dict[str, Any]) -> Dict[str, Packed]:
    """What was received, as what is checked before it is sent. Copies nothing."""
    result: Dict[str, Packed] = {}
    for name, array in arrays.items():
        view = memoryview(array)
        kind = "float" if view.format in "fd" else "int" if view.format in "bhilq" else "uint"
        result[name] = Packed(f"{kind}{8 * view.itemsize}", tuple(view.shape or ()), as_bytes(view))
    return result
