"""What fits the text before the cursor: names, attributes, parameters, keys, modules and files, with none of the user's code run.

What is offered where is decided here; the looking is static_inspect's and scope's. Thread: assist. GIL: held."""

import keyword
import re
from time import monotonic

from . import class_text, module_search, path_search
from . import static_inspect as static
from .assigned_attributes import assigned_by_methods
from .class_text import ClassText, ObjectOf
from .local_names import DEF, names_of_module
from .candidates import MOST, Offer
from .deadline import Patience
from .scope import MISSING, Scope, SourceFunction, UnimportedModule, module, plain_items, type_name
from .signatures import parameters_of, signature_of
from .text_signatures import KEYWORD_ONLY, NORMAL, split_parameters
from .partial_source import Place, arguments_in, call_around, expression_before, typed_name

SECONDS = 0.1  # then it gives way with what it has
PATIENT_SECONDS = 0.5  # where it did, or where Tab asked
DETAILS_SECONDS = 0.03  # a signature is worth less than the answer; document() tells it of the one that is chosen
_AFTER = 100_000  # characters behind the cursor whose names are found
_IMPORT = re.compile(r"\s*(?:import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*|from\s+)([\w.]*)\Z")
_IMPORT_FROM = re.compile(r"\s*from\s+([\w.]+)\s+import\s+(?:\(?\s*(?:\w+(?:\s+as\s+\w+)?\s*,\s*)*)(\w*)\Z")
_FROM_AND = re.compile(r"\s*from\s+[\w.]+\s+(\w*)\Z")
_NEW_NAME = re.compile(r"(?:\bdef|\bclass|\bas|\bfor|\bglobal|\bnonlocal)\s+\w*\Z|\blambda\b[^:]*\Z")
_WORDS = tuple(word for word in (*keyword.kwlist, *keyword.softkwlist) if word != "_")
_OF_KEYS = ("get", "pop", "setdefault")  # methods of a dict that begin with a key
_EMPTY_KEY = re.compile(r"\s*(-?\d*)\Z")


def complete(
    source: bytes, cursor: int, names: dict, patiently=False, given_up=None
) -> tuple[int, int, list[tuple[str, str, str]], bool]:
    """Completions at byte `cursor`: (start, end, items, whole), the bytes replaced and (text, kind, detail) of each, best first;
    not whole where time was over or `given_up()` said that nobody waits any more."""
    begin = monotonic()
    patience = Patience(PATIENT_SECONDS if patiently else SECONDS, given_up)
    offer = offer_at(source, cursor, names, patience)
    items, briefly = [], False
    for place, text in enumerate(offer.best(patience)):
        value, describe = offer.entry(text)
        briefly = briefly or place % 16 == 15 and monotonic() > begin + DETAILS_SECONDS
        items.append((text, *describe(value, briefly)))
    return cursor - len(offer.typed.encode()), cursor, items, not patience.has_cut


def offer_at(source, cursor, names, patience):
    place, scope = place_and_scope(source, cursor, names)
    inner = place.in_format()
    place = inner or place
    if place.comment:
        return Offer()
    if place.string:
        return _in_string(place, scope, source[cursor : cursor + 2].decode("utf-8", "replace"), patience)
    line = place.line
    if match := _IMPORT_FROM.match(line):
        return _module_members(match[1], match[2], patience)
    if match := _IMPORT.match(line):
        return _modules(match[1], patience)
    if match := _FROM_AND.match(line):
        offer = Offer(match[1])
        offer.add([("import", None)], _keyword)
        return offer
    if place.open and (match := _EMPTY_KEY.match(place.code, place.open[-1] + 1)) and place.code[place.open[-1]] == "[":
        return _keys(place, scope, match[1])
    typed = typed_name(place.code)
    if typed is None:
        return Offer()  # a number
    before = place.code[: len(place.code) - len(typed)].rstrip(" \t")
    if before.endswith("."):
        return _attributes(place, scope, typed, len(before) - 1)
    if _NEW_NAME.search(line) or _is_new_parameter(place, line):
        return Offer(typed)
    offer = Offer(typed)
    if typed:
        _add_names(offer, scope)
    if before.endswith(("(", ",")):
        _add_parameters(offer, place, scope)
    return offer


def _is_new_parameter(place, line):
    """`def f(a, b`: neither its annotation nor its value."""
    match = DEF.match(line)
    if not match or len(place.open) != 1 or place.statement_start + match.end() != place.open[0] + 1:
        return False
    return not re.search("[:=]", arguments_in(line, match.end(), len(line))[-1])


def place_and_scope(source, cursor, names):
    place = Place(source[:cursor].decode("utf-8", "replace"))
    end = source.find(b"\n", cursor) + 1
    after = source[end : end + _AFTER].decode("utf-8", "replace") if end else ""
    return place, Scope(place, names, after)


# --- names


def _add_names(offer, scope):
    offer.add(((word, None) for word in _WORDS), _keyword, order=2)
    offer.add(_identifiers(static.builtin_items()), _by_type("name"), order=2)
    offer.add(_identifiers(static.items_of(scope.names)), _by_type("name"))
    known = {
        name
        for name, binding in scope.local.items()
        if name in offer.group_of and binding.meaning is None and not binding.is_local
    }
    offer.add(((name, binding) for name, binding in scope.local.items() if name not in known), _binding)


def _identifiers(items):
    return [item for item in items if item[0].isidentifier()]


def _keyword(_, briefly):
    return "keyword", ""


def _binding(binding, briefly):
    return binding.kind, binding.detail


def _by_type(otherwise):
    """A describe() that looks at each type of plain values once: a namespace has ten thousand numbers, and few types."""
    known = {}

    def describe(value, briefly):
        kind = id(type(value))  # the offer keeps the value, and the value its type
        found = known.get(kind)
        if found is None:
            found = _describe(value, otherwise, briefly)
            if found[0] == otherwise:
                known[kind] = found
        return found

    return describe


def _describe(value, otherwise, briefly):
    if value is MISSING:  # only its name is known
        return otherwise, ""
    kind = static.kind_of(value, otherwise)
    if kind == "function":
        return kind, "" if briefly else signature_of(value)
    return kind, static.class_name(type(value)) if kind == otherwise and not static.is_computed(value) else ""


# --- attributes


def _attributes(place, scope, typed, end):
    offer = Offer(typed)
    found = expression_before(place, end)
    value = scope.value_of(found[0]) if found else MISSING
    if value is MISSING or type(value) is SourceFunction:
        return offer
    if type(value) is UnimportedModule:
        offer.add(names_of_module(module_search.source_of(value.name)).items(), _binding)
        return offer
    if type(value) is ClassText or type(value) is ObjectOf:
        for layer in reversed(class_text.layers(value, scope)):  # what a class has hides what its bases have
            if type(layer) is dict:
                _add_written(offer, layer, value, scope)
            elif layer is not MISSING:
                _add_members(offer, layer)
        return offer
    _add_members(offer, value)
    return offer


def _add_written(offer, bindings, owner, scope):
    """What a class's own text has comes first; who wrote `self._x` wants it offered, too."""

    def describe(binding, briefly):
        if binding.kind not in ("name", "attribute") or binding.detail or briefly:
            return "attribute" if binding.kind == "name" else binding.kind, binding.detail
        return "attribute", type_name(scope.value_of_member(binding, owner))

    offer.add([item for item in bindings.items() if item[0].startswith("__")], describe, order=2)
    offer.add([item for item in bindings.items() if _is_private(item[0])], describe, order=1, private_too=True)
    offer.add([item for item in bindings.items() if item[0][0] != "_"], describe, order=0)


def _is_private(name):
    return name[0] == "_" and not name.startswith("__")


def _add_members(offer, value):
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
    offer.add(_identifiers(members.items()), describe)


# --- parameters of the call around the cursor


def called_at(place, scope):
    """(the name as typed, what is called, its parameters, place behind its bracket), or None where that is not known."""
    found = call_around(place)
    if not found:
        return None
    steps, bracket = found
    value = scope.value_of(steps)
    if type(value) is ClassText:
        value = (
            class_text.attribute(ObjectOf(value), "__init__", scope, 0)
            if "__init__" in value.names or not value.is_made
            else MISSING
        )
    parameters = None
    if type(value) is SourceFunction:
        parameters = split_parameters(value.parameters)
    elif value is not MISSING and type(value) is not ObjectOf:
        parameters = parameters_of(value)
    name = next((text for step, text in reversed(steps) if step in ("name", "attribute")), "")
    return None if parameters is None else (name, value, parameters, bracket + 1)


def _add_parameters(offer, place, scope):
    found = called_at(place, scope) if place.open and place.code[place.open[-1]] == "(" else None
    if not found:
        return
    *given, _ = arguments_in(place.code, found[3], len(place.code))
    named = {match[1] for argument in given if (match := re.match(r"\s*(\w+)\s*=(?!=)", argument))}
    filled = len(given) - len(named)
    for position, parameter in enumerate(found[2]):
        by_position = position < filled and parameter.kind == NORMAL
        if parameter.kind in (NORMAL, KEYWORD_ONLY) and not by_position and parameter.name not in named:
            offer.add([(parameter.name + "=", parameter)], _parameter, order=0)


def _parameter(parameter, briefly):
    return "parameter", parameter.text.partition("=")[2]


# --- in brackets and strings


def _keys(place, scope, typed):
    """`d[`: the keys as they are written."""
    offer = Offer(typed, hides_private=False)
    for key, value in _keys_of(place, scope):
        offer.add([(repr(key), value)], _key)
    return offer


def _keys_of(place, scope):
    found = expression_before(place, place.open[-1])
    return _written(plain_items(scope.value_of(found[0])) if found else None)


def _written(items):
    return [item for item in items or () if _is_written(item[0])][: 5 * MOST]


def _is_written(key):
    return type(key) is str and len(key) <= 200 or type(key) is int and key.bit_length() <= 64


def _key(value, briefly):
    return "key", static.class_name(type(value))


def _in_string(place, scope, behind, patience):
    prefix, quotes, begin = place.string
    typed = place.text[begin:]
    opening = place.code[: begin - len(prefix) - len(quotes)].rstrip(" \t")
    if place.open and len(opening) == place.open[-1] + 1 and opening.endswith("[") and not prefix:
        return _keys_in_quotes(
            _keys_of(place, scope), typed, quotes, "" if behind.startswith(quotes + "]") else "]", behind
        )
    if (
        place.open
        and len(opening) == place.open[-1] + 1
        and opening.endswith("(")
        and not prefix
        and (keys := _keys_asked_for(place, scope))
    ):
        return _keys_in_quotes(keys, typed, quotes, "", behind)
    if len(quotes) == 3 or "\n" in typed or "\\" in typed and "r" not in prefix:
        return Offer()
    folder, slash, name = typed.rpartition("/")
    offer = Offer(name, hides_private=False)
    for entry, is_folder in path_search.entries_of(folder + slash, patience):
        if (name.startswith(".") or not entry.startswith(".")) and not any(
            sign in entry for sign in ("\\", quotes, "\n")
        ):
            text = entry + "/" * is_folder
            offer.add([(text, is_folder)], _path)
    return offer


def _path(is_folder, briefly):
    return "folder" if is_folder else "file", ""


def _keys_asked_for(place, scope):
    """`d.get("`"""
    found = expression_before(place, place.open[-1])
    if not found or found[0][-1][0] != "attribute" or found[0][-1][1] not in _OF_KEYS:
        return None
    return _written(plain_items(scope.value_of(found[0][:-1])))


def _keys_in_quotes(keys, typed, quotes, bracket, behind):
    """`d["`: the keys with the quote and the bracket that are still missing."""
    offer = Offer(typed, hides_private=False)
    closing = "" if behind.startswith(quotes) else quotes + ("" if behind.startswith("]") else bracket)
    for key, value in keys:
        if type(key) is str:
            text = (
                repr(key)[1:-1]
                if quotes[0] == repr(key)[0]
                else repr(key)[1:-1].replace("\\'", "'").replace(quotes[0], "\\" + quotes[0])
            )
            offer.add([(text + closing, value)], _key)
    return offer


# --- modules


def _modules(typed, patience):
    package, _, name = typed.rpartition(".")
    offer = Offer(name)
    if not typed.startswith("."):
        offer.add(
            (
                (found, f"{package}.{found}" if package else found)
                for found in module_search.names_in(package, patience)
            ),
            _module,
        )
    return offer


def _module(name, briefly):
    return "module", ""


def _module_members(name, typed, patience):
    offer = Offer(typed)
    if name.startswith("."):
        return offer
    offer.add(((found, f"{name}.{found}") for found in module_search.names_in(name, patience)), _module)
    value = module(name)
    if type(value) is UnimportedModule:
        offer.add(names_of_module(module_search.source_of(name)).items(), _binding)
    else:
        offer.add(_identifiers(static.items_of(static.instance_dict(value))), _by_type("name"))
    return offer
