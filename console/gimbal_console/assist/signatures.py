"""Reads the parameters of callables from code objects, text signatures and docs. It runs no code of the object.

Thread: any. GIL: held.
"""

import types
from functools import partial

from . import static_inspect as static
from .text_signatures import (
    ARGUMENTS,
    BY_POSITION,
    KEYWORD_ONLY,
    KEYWORDS,
    NORMAL,
    POSITIONAL_ONLY,
    Parameter,
    of_doc,
    of_parts,
    of_text,
)

_MAX_DEFAULT = 40
_MAX_DEPTH = 20  # of nested __wrapped__ and partial
_REQUIRED = object()


def parameters_of(value, depth=0):
    """The parameters that a caller of `value` passes, or None if they are unknown."""
    if depth > _MAX_DEPTH:
        return None
    kind = type(value)
    if kind is types.FunctionType:
        return _of_function(value, depth)
    if kind is types.MethodType:
        return _without_first(parameters_of(value.__func__, depth + 1))
    if kind is staticmethod or kind is classmethod:
        found = parameters_of(value.__func__, depth + 1)
        return _without_first(found) if kind is classmethod else found
    if kind is partial:
        return _of_partial(value, depth)
    if static.is_class(value):
        return _of_class(value, depth)
    if kind is static.Method:
        return _of_c_function(value.function, bound=True)
    if static.one_of(kind, static.FUNCTIONS):
        return _of_c_function(
            value, bound=not static.one_of(kind, (types.MethodDescriptorType, types.WrapperDescriptorType))
        )
    wrapped = static.wrapped_by(value)
    if wrapped is not static.MISSING:
        return parameters_of(wrapped, depth + 1)
    if static.class_name(kind) == "ufunc" and static.numpy_type("ufunc") is kind:
        return _of_ufunc(value)
    if static.kind_of(value, "") == "function":
        return of_doc(static.doc_of(value))
    call = static.lookup_in_type(kind, "__call__")
    return _without_first(_of_function(call, depth)) if type(call) is types.FunctionType else None


# --- Python functions


def _of_function(function, depth):
    wrapped = static.lookup(static.instance_dict(function), "__wrapped__")
    if wrapped is not static.MISSING:
        found = parameters_of(wrapped, depth + 1)
        if found is not None:
            return found
    code = function.__code__
    names = code.co_varnames
    defaults = _positional_defaults(function, code.co_argcount)
    by_name = _keyword_defaults(function)
    found = []
    for index in range(code.co_argcount):
        kind = POSITIONAL_ONLY if index < code.co_posonlyargcount else NORMAL
        found.append(_parameter(names[index], kind, defaults.get(index, _REQUIRED)))
    index = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & 0x04:
        found.append(Parameter(names[index], ARGUMENTS, "*" + names[index]))
        index += 1
    for name in names[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:
        found.append(_parameter(name, KEYWORD_ONLY, by_name.get(name, _REQUIRED)))
    if code.co_flags & 0x08:
        found.append(Parameter(names[index], KEYWORDS, "**" + names[index]))
    return found


def _positional_defaults(function, count):
    defaults = function.__defaults__
    if type(defaults) is not tuple:
        return {}
    return {count - len(defaults) + index: value for index, value in enumerate(defaults)}


def _keyword_defaults(function):
    defaults = function.__kwdefaults__
    return dict(static.items_of(defaults)) if type(defaults) is dict else {}


def _parameter(name, kind, default):
    return Parameter(name, kind, name if default is _REQUIRED else f"{name}={default_text(default)}")


def default_text(value):
    """A default value as source, or "..." if only its __repr__ could tell."""
    kind = type(value)
    if value is None or value is Ellipsis or kind is bool or kind is float or kind is complex:
        return repr(value)
    if kind is int:
        return repr(value) if value.bit_length() <= 128 else "..."
    if kind is str or kind is bytes:
        return repr(value) if len(value) <= _MAX_DEFAULT else "..."
    if static.one_of(kind, (tuple, list, dict)) and not value:
        return repr(value)
    return "..."


def _of_ufunc(value):
    """All ufuncs have these parameters. A numpy function makes their docs, which is too slow for hundreds of them."""
    count = static.lookup_in_type(type(value), "nin").__get__(value)
    names = ["x"] if count == 1 else [f"x{number}" for number in range(1, count + 1)]
    return of_parts(
        [*names, "/", "out=None", "*", "where=True", "casting='same_kind'", "order='K'", "dtype=None", "subok=True"]
    )


def _without_first(parameters):
    if parameters and parameters[0].kind in (POSITIONAL_ONLY, NORMAL, BY_POSITION):
        return parameters[1:]
    return parameters


def _of_partial(value, depth):
    found = parameters_of(value.func, depth + 1)
    given, by_name = value.args, value.keywords
    if found is None or type(given) is not tuple or type(by_name) is not dict:
        return None
    for _ in given:
        found = _without_first(found)
    by_name = dict(static.items_of(by_name))
    named = []
    for parameter in found:
        if parameter.name in by_name and parameter.kind in (NORMAL, KEYWORD_ONLY):
            parameter = _parameter(parameter.name, KEYWORD_ONLY, by_name[parameter.name])
        elif any(before.kind == KEYWORD_ONLY for before in named) and parameter.kind == NORMAL:
            parameter = Parameter(parameter.name, KEYWORD_ONLY, parameter.text)
        if parameter.kind != ARGUMENTS or not any(before.kind == KEYWORD_ONLY for before in named):
            named.append(parameter)
    return named


# --- classes


def _of_class(kind, depth):
    """From the first __new__ or __init__ in the MRO; for C classes from the text signature or the doc."""
    call = static.lookup_in_type(type(kind), "__call__")
    if type(call) is types.FunctionType:
        return _without_first(_of_function(call, depth))
    for base in static.mro(kind):
        if base is object:
            break
        items = dict(static.class_items(base))
        for name in ("__new__", "__init__"):
            maker = items.get(name)
            if type(maker) is staticmethod:
                maker = maker.__func__
            if type(maker) is types.FunctionType:
                return _without_first(_of_function(maker, depth))
        if "__new__" in items or "__init__" in items:
            found = of_text(_class_text_signature(base), bound=False)
            return of_doc(static.doc_of(base)) if found is None else found
    return []


def _class_text_signature(kind):
    return static.exact_text(type.__dict__["__text_signature__"].__get__(kind))


# --- C functions


def _of_c_function(function, bound):
    found = of_text(static.exact_text(function.__text_signature__), bound)
    return of_doc(static.doc_of(function)) if found is None else found


# --- as text


def text_of(parameters):
    """`(a, /, b, *, c=1)`, and the (start, end) of each parameter in it."""
    pieces = _pieces(parameters)
    spans, length = [], 1
    for piece in pieces:
        if piece not in ("*", "/"):
            spans.append((length, length + len(piece)))
        length += len(piece) + 2
    return "(" + ", ".join(pieces) + ")", spans


def _pieces(parameters):
    """The parameters, with "/" and "*" between them."""
    pieces, before = [], None
    for parameter in parameters:
        kind = parameter.kind
        if before == POSITIONAL_ONLY and kind != POSITIONAL_ONLY:
            pieces.append("/")
        if kind == KEYWORD_ONLY and before != KEYWORD_ONLY and before != ARGUMENTS:
            pieces.append("*")
        pieces.append(parameter.text)
        before = kind
    if before == POSITIONAL_ONLY:
        pieces.append("/")
    return pieces


def signature_of(value):
    """`(a, b=1)`, or "" if it is unknown."""
    parameters = parameters_of(value)
    return "" if parameters is None else "(" + ", ".join(_pieces(parameters)) + ")"
