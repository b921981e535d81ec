"""Completion at the cursor: names, attributes, parameters, keys, modules and files. It runs none of the user's code.

This module decides what to offer; static_inspect and scope find the values. Thread: assist. GIL: held.
"""

import keyword
import re
from time import monotonic

from . import class_text, module_search, path_search
from . import static_inspect as static
from .assigned_attributes import assigned_by_methods
from .candidates import MAX_COMPLETIONS, Candidates
from .class_text import ClassText, ObjectOf
from .deadline import Deadline
from .local_names import DEF, names_of_module
from .partial_source import PartialSource, arguments_in, call_around, expression_before, typed_name
from .scope import MISSING, Scope, SourceFunction, UnimportedModule, module, plain_items, type_name
from .signatures import parameters_of, signature_of
from .text_signatures import KEYWORD_ONLY, NORMAL, split_parameters

SECONDS = 0.1  # then it returns what it has found
PATIENT_SECONDS = 0.5  # for Tab, and for a repeated request
DETAILS_SECONDS = 0.03  # for the signatures; document() gives the signature of the selected item
_AFTER = 100_000  # characters after the cursor that are searched for names
_IMPORT = re.compile(r"\s*(?:import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*|from\s+)([\w.]*)\Z")
_IMPORT_FROM = re.compile(r"\s*from\s+([\w.]+)\s+import\s+(?:\(?\s*(?:\w+(?:\s+as\s+\w+)?\s*,\s*)*)(\w*)\Z")
_FROM_AND = re.compile(r"\s*from\s+[\w.]+\s+(\w*)\Z")
_NEW_NAME = re.compile(r"(?:\bdef|\bclass|\bas|\bfor|\bglobal|\bnonlocal)\s+\w*\Z|\blambda\b[^:]*\Z")
_WORDS = tuple(word for word in (*keyword.kwlist, *keyword.softkwlist) if word != "_")
_KEY_METHODS = ("get", "pop", "setdefault")  # methods of a dict whose first parameter is a key
_EMPTY_KEY = re.compile(r"\s*(-?\d*)\Z")


def complete(
    source: bytes, cursor: int, names: dict, patiently=False, given_up=None
) -> tuple[int, int, list[tuple[str, ...]], bool]:
    """Completions at byte `cursor`: (start, end, items, complete).

    `start` and `end` are the bytes to replace; `items` are (text, kind, detail), best first. `complete` is False if the
    time was over or `given_up()` returned True, because a newer request has replaced this one.
    """
    begin = monotonic()
    deadline = Deadline(PATIENT_SECONDS if patiently else SECONDS, given_up)
    candidates = candidates_at(source, cursor, names, deadline)
    items, briefly = [], False
    for number, text in enumerate(candidates.best(deadline)):
        value, describe = candidates.entry(text)
        briefly = briefly or number % 16 == 15 and monotonic() > begin + DETAILS_SECONDS
        items.append((text, *describe(value, briefly)))
    return cursor - len(candidates.typed.encode()), cursor, items, not deadline.is_incomplete


def candidates_at(source, cursor, names, deadline):
    partial, scope = partial_and_scope(source, cursor, names)
    inner = partial.in_format()
    partial = inner or partial
    if partial.comment:
        return Candidates()
    if partial.string:
        return _in_string(partial, scope, source[cursor : cursor + 2].decode("utf-8", "replace"), deadline)
    line = partial.line
    if match := _IMPORT_FROM.match(line):
        return _module_members(match[1], match[2], deadline)
    if match := _IMPORT.match(line):
        return _modules(match[1], deadline)
    if match := _FROM_AND.match(line):
        candidates = Candidates(match[1])
        candidates.add([("import", None)], _keyword)
        return candidates
    if (
        partial.open
        and (match := _EMPTY_KEY.match(partial.code, partial.open[-1] + 1))
        and partial.code[partial.open[-1]] == "["
    ):
        return _keys(partial, scope, match[1])
    typed = typed_name(partial.code)
    if typed is None:
        return Candidates()  # a number
    before = partial.code[: len(partial.code) - len(typed)].rstrip(" \t")
    if before.endswith("."):
        return _attributes(partial, scope, typed, len(before) - 1)
    if _NEW_NAME.search(line) or _is_new_parameter(partial, line):
        return Candidates(typed)
    candidates = Candidates(typed)
    if typed:
        _add_names(candidates, scope)
    if before.endswith(("(", ",")):
        _add_parameters(candidates, partial, scope)
    return candidates


def _is_new_parameter(partial, line):
    """Whether the cursor is in the name of a parameter: `def f(a, b`, not in its annotation or default."""
    match = DEF.match(line)
    if not match or len(partial.open) != 1 or partial.statement_start + match.end() != partial.open[0] + 1:
        return False
    return not re.search("[:=]", arguments_in(line, match.end(), len(line))[-1])


def partial_and_scope(source, cursor, names):
    partial = PartialSource(source[:cursor].decode("utf-8", "replace"))
    end = source.find(b"\n", cursor) + 1
    after = source[end : end + _AFTER].decode("utf-8", "replace") if end else ""
    return partial, Scope(partial, names, after)


# --- names


def _add_names(candidates, scope):
    candidates.add(((word, None) for word in _WORDS), _keyword, order=2)
    candidates.add(_identifiers(static.builtin_items()), _by_type("name"), order=2)
    candidates.add(_identifiers(static.items_of(scope.names)), _by_type("name"))
    known = {
        name
        for name, binding in scope.local.items()
        if name in candidates.group_of and binding.meaning is None and not binding.is_local
    }
    candidates.add(((name, binding) for name, binding in scope.local.items() if name not in known), _binding)


def _identifiers(items):
    return [item for item in items if item[0].isidentifier()]


def _keyword(_, briefly):
    return "keyword", ""


def _binding(binding, briefly):
    return binding.kind, binding.detail


def _by_type(otherwise):
    """A describe() that caches plain values by type: a namespace may have ten thousand numbers, but few types."""
    known = {}

    def describe(value, briefly):
        kind = id(type(value))  # stays valid: the candidates keep the value, and the value keeps its type
        found = known.get(kind)
        if found is None:
            found = _describe(value, otherwise, briefly)
            if found[0] == otherwise:
                known[kind] = found
        return found

    return describe


def _describe(value, otherwise, briefly):
    if value is MISSING:  # only the name is known
        return otherwise, ""
    kind = static.kind_of(value, otherwise)
    if kind == "function":
        return kind, "" if briefly else signature_of(value)
    return kind, static.class_name(type(value)) if kind == otherwise and not static.is_computed(value) else ""


# --- attributes


def _attributes(partial, scope, typed, end):
    candidates = Candidates(typed)
    found = expression_before(partial, end)
    value = scope.value_of(found[0]) if found else MISSING
    if value is MISSING or type(value) is SourceFunction:
        return candidates
    if type(value) is UnimportedModule:
        candidates.add(names_of_module(module_search.source_of(value.name)).items(), _binding)
        return candidates
    if type(value) is ClassText or type(value) is ObjectOf:
        for layer in reversed(class_text.layers(value, scope)):  # a class hides the names of its bases
            if type(layer) is dict:
                _add_written(candidates, layer, value, scope)
            elif layer is not MISSING:
                _add_members(candidates, layer)
        return candidates
    _add_members(candidates, value)
    return candidates


def _add_written(candidates, bindings, owner, scope):
    """Adds what the class's source defines, before the rest and including private names such as `self._x`."""

    def describe(binding, briefly):
        if binding.kind not in ("name", "attribute") or binding.detail or briefly:
            return "attribute" if binding.kind == "name" else binding.kind, binding.detail
        return "attribute", type_name(scope.value_of_member(binding, owner))

    candidates.add([item for item in bindings.items() if item[0].startswith("__")], describe, order=2)
    candidates.add([item for item in bindings.items() if _is_private(item[0])], describe, order=1, private_too=True)
    candidates.add([item for item in bindings.items() if item[0][0] != "_"], describe, order=0)


def _is_private(name):
    return name[0] == "_" and not name.startswith("__")


def _add_members(candidates, value):
    plain = _by_type("attribute")

    def describe(found, briefly):
        if not briefly and static.kind_of(found, "") == "function":
            bound = static.member_of(value, found)
            found = found if bound is MISSING else bound
        return plain(found, briefly)

    members = static.members(value)
    if type(value) is static.Instance:
        for base in static.mro(value.kind):
            if static.is_heap_type(base):
                members.update((name, MISSING) for name in assigned_by_methods(base) if name not in members)
    listed = static.listed_names(value)
    candidates.add(_identifiers(_unlisted(value, members, listed).items()), describe)
    candidates.add(_identifiers((name, members.get(name, MISSING)) for name in listed), describe, order=0)


def _hides_submodules(value):
    """Whether a module defines what it shows, by `__all__` and `__dir__`. Its other submodules are helpers."""
    return bool(static.listed_names(value)) and static.lookup(static.instance_dict(value), "__dir__") is not MISSING


def _unlisted(value, names, listed):
    """The names of a module that its `__all__` does not list, without helper modules."""
    hides = _hides_submodules(value)
    return {
        name: found
        for name, found in names.items()
        if name not in listed and not (hides and static.kind_of(found, "") == "module")
    }


# --- parameters of the call around the cursor


def called_at(partial, scope):
    """The call around the cursor: (name, callable, parameters, position after the bracket), or None if unknown."""
    found = call_around(partial)
    if not found:
        return None
    steps, bracket = found
    value = scope.value_of(steps)
    if type(value) is ClassText:
        value = (
            class_text.attribute(ObjectOf(value), "__init__", scope, 0)
            if "__init__" in value.names or not value.has_generated_init
            else MISSING
        )
    parameters = None
    if type(value) is SourceFunction:
        parameters = split_parameters(value.parameters)
    elif value is not MISSING and type(value) is not ObjectOf:
        parameters = parameters_of(value)
    name = next((text for step, text in reversed(steps) if step in ("name", "attribute")), "")
    return None if parameters is None else (name, value, parameters, bracket + 1)


def _add_parameters(candidates, partial, scope):
    found = called_at(partial, scope) if partial.open and partial.code[partial.open[-1]] == "(" else None
    if not found:
        return
    *given, _ = arguments_in(partial.code, found[3], len(partial.code))
    named = {match[1] for argument in given if (match := re.match(r"\s*(\w+)\s*=(?!=)", argument))}
    filled = len(given) - len(named)
    for position, parameter in enumerate(found[2]):
        by_position = position < filled and parameter.kind == NORMAL
        if parameter.kind in (NORMAL, KEYWORD_ONLY) and not by_position and parameter.name not in named:
            candidates.add([(parameter.name + "=", parameter)], _parameter, order=0)


def _parameter(parameter, briefly):
    return "parameter", parameter.text.partition("=")[2]


# --- in brackets and strings


def _keys(partial, scope, typed):
    """After `d[`: the keys as Python literals."""
    candidates = Candidates(typed, hides_private=False)
    for key, value in _keys_of(partial, scope):
        candidates.add([(repr(key), value)], _key)
    return candidates


def _keys_of(partial, scope):
    found = expression_before(partial, partial.open[-1])
    return _written(plain_items(scope.value_of(found[0])) if found else None)


def _written(items):
    return [item for item in items or () if _is_written(item[0])][: 5 * MAX_COMPLETIONS]


def _is_written(key):
    return type(key) is str and len(key) <= 200 or type(key) is int and key.bit_length() <= 64


def _key(value, briefly):
    return "key", static.class_name(type(value))


def _in_string(partial, scope, after, deadline):
    prefix, quotes, begin = partial.string
    typed = partial.text[begin:]
    opening = partial.code[: begin - len(prefix) - len(quotes)].rstrip(" \t")
    if partial.open and len(opening) == partial.open[-1] + 1 and not prefix:
        if opening.endswith("["):
            bracket = "" if after.startswith(quotes + "]") else "]"
            return _keys_in_quotes(_keys_of(partial, scope), typed, quotes, bracket, after)
        if opening.endswith("(") and (keys := _keys_of_method(partial, scope)):
            return _keys_in_quotes(keys, typed, quotes, "", after)
    if len(quotes) == 3 or "\n" in typed or "\\" in typed and "r" not in prefix:
        return Candidates()
    folder, slash, name = typed.rpartition("/")
    candidates = Candidates(name, hides_private=False)
    for entry, is_folder in path_search.entries_of(folder + slash, deadline):
        if (name.startswith(".") or not entry.startswith(".")) and not any(
            sign in entry for sign in ("\\", quotes, "\n")
        ):
            text = entry + "/" * is_folder
            candidates.add([(text, is_folder)], _path)
    return candidates


def _path(is_folder, briefly):
    return "folder" if is_folder else "file", ""


def _keys_of_method(partial, scope):
    """The keys of `d` after `d.get("`, or None."""
    found = expression_before(partial, partial.open[-1])
    if not found or found[0][-1][0] != "attribute" or found[0][-1][1] not in _KEY_METHODS:
        return None
    return _written(plain_items(scope.value_of(found[0][:-1])))


def _keys_in_quotes(keys, typed, quotes, bracket, after):
    """After `d["`: the keys, with the closing quote and bracket if they are missing."""
    candidates = Candidates(typed, hides_private=False)
    closing = "" if after.startswith(quotes) else quotes + ("" if after.startswith("]") else bracket)
    for key, value in keys:
        if type(key) is str:
            text = repr(key)[1:-1]
            if quotes[0] != repr(key)[0]:
                text = text.replace("\\'", "'").replace(quotes[0], "\\" + quotes[0])
            candidates.add([(text + closing, value)], _key)
    return candidates


# --- modules


def _modules(typed, deadline):
    package, _, name = typed.rpartition(".")
    candidates = Candidates(name)
    if not typed.startswith("."):
        prefix = package + "." if package else ""
        candidates.add(((found, prefix + found) for found in module_search.names_in(package, deadline)), _module)
    return candidates


def _module(name, briefly):
    return "module", ""


def _module_members(name, typed, deadline):
    candidates = Candidates(typed)
    if name.startswith("."):
        return candidates
    value = module(name)
    shown = static.listed_names(value) if _hides_submodules(value) else None
    submodules = module_search.names_in(name, deadline)
    candidates.add(
        ((found, f"{name}.{found}") for found in submodules if shown is None or found in shown), _module
    )
    if type(value) is UnimportedModule:
        candidates.add(names_of_module(module_search.source_of(name)).items(), _binding)
    else:
        names, listed = dict(static.items_of(static.instance_dict(value))), static.listed_names(value)
        candidates.add(_identifiers(_unlisted(value, names, listed).items()), _by_type("name"))
        candidates.add(_identifiers((found, names.get(found, MISSING)) for found in listed), _by_type("name"), order=0)
    return candidates
