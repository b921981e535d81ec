"""Names, attributes and modules that fit what is typed, found without running any code of the user's.

Attributes are read from the dictionaries of objects and classes, never by getattr: no property, no descriptor and no
__getattr__ runs. Thread: assist. GIL: held."""

import builtins
import keyword
import re
import sys
import types

from .static_look import MISSING

_DOTTED = re.compile(r"((?:[^\W\d]\w*\s*\.\s*)*)([^\W\d]\w*)?$")
_IMPORT = re.compile(r"^\s*(?:import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*|from\s+)([\w.]*)$")
_IMPORT_FROM = re.compile(r"^\s*from\s+([\w.]+)\s+import\s+(?:\(?\s*(?:\w+(?:\s+as\s+\w+)?\s*,\s*)*)(\w*)$")
_MISSING = MISSING
_MOST = 2000  # more would not be read, and a list of names with a million entries must not stall


def complete(source: bytes, cursor: int, names: dict) -> tuple[int, int, list[tuple[str, str, str]]]:
    """Completions at byte `cursor`: (start, end, items), the bytes replaced and (text, kind, detail) of each."""
    before = source[:cursor].decode("utf-8", "replace")
    line = before[before.rfind("\n") + 1 :]
    prefix, found = _completions(line, names)
    items = sorted(found.items(), key=lambda item: (item[0].startswith("_"), item[0].lower(), item[0]))
    return cursor - len(prefix.encode()), cursor, [(text, *about) for text, about in items[:_MOST]]


def _completions(line, names):
    if match := _IMPORT_FROM.match(line):
        return match[2], _fitting(_module_members(match[1]), match[2])
    if match := _IMPORT.match(line):
        package, _, prefix = match[1].rpartition(".")
        return prefix, _fitting(_module_names(package), prefix)
    if _inside_text(line):
        return "", {}
    match = _DOTTED.search(line)
    owners, prefix = [part.strip() for part in match[1].split(".")[:-1]], match[2] or ""
    if owners:
        owner = resolve(owners, names)
        return prefix, {} if owner is _MISSING else _fitting(_attributes(owner), prefix)
    if not prefix or line[: match.start()].rstrip().endswith("."):  # nothing typed, or an attribute of a call's result
        return prefix, {}
    return prefix, _fitting(_names(names), prefix)


def _fitting(found, prefix):
    hidden = not prefix.startswith("_")
    return {text: about for text, about in found.items() if text.startswith(prefix) and not (hidden and text.startswith("_"))}


def _inside_text(line):
    """True inside a string or a comment of this line."""
    quote = None
    position = 0
    while position < len(line):
        character = line[position]
        if quote:
            if character == "\\":
                position += 1
            elif character == quote:
                quote = None
        elif character == "#":
            return True
        elif character in "'\"":
            quote = character
        position += 1
    return quote is not None


# --- names


def _names(names):
    found = {word: ("keyword", "") for word in (*keyword.kwlist, *keyword.softkwlist) if word != "_"}
    for scope in (vars(builtins), names):
        for name, value in tuple(scope.items()):
            if type(name) is str:
                found[name] = _about(value, "name")
    return found


def _about(value, otherwise):
    kind = type(value)
    if issubclass(kind, type):
        return "class", ""
    if kind is types.ModuleType:
        return "module", ""
    if kind in _FUNCTIONS:
        return "function", _signature(value)
    return otherwise, _class_name(kind)


_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
    staticmethod,
    classmethod,
)


def _signature(function):
    """The parameters' names of a function written in Python; of others the first line of their text signature."""
    if type(function) in (staticmethod, classmethod):
        function = function.__func__
    if type(function) is types.MethodType:
        function = function.__func__
    if type(function) is types.FunctionType:
        code = function.__code__
        names = list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
        return "(" + ", ".join(names) + ")"
    return ""


# --- attributes, from dictionaries only


def _mro(kind):
    return type.__dict__["__mro__"].__get__(kind)


def _class_name(kind):
    return type.__dict__["__name__"].__get__(kind)


def _class_dict(kind):
    return type.__dict__["__dict__"].__get__(kind)


def _instance_dict(value):
    """The object's own dictionary, if it has the ordinary one; a __dict__ that is a property stays alone."""
    for base in _mro(type(value)):
        slot = _class_dict(base).get("__dict__")
        if slot is not None:
            if type(slot) is not types.GetSetDescriptorType:
                return {}
            own = slot.__get__(value)
            return own if type(own) is dict else {}
    return {}


def _attributes(value):
    found = {}
    if _is_class(value):
        for base in reversed(_mro(type(value))):
            found.update(_described(_class_dict(base)))
        for base in reversed(_mro(value)):
            found.update(_described(_class_dict(base)))
        return found
    for base in reversed(_mro(type(value))):
        found.update(_described(_class_dict(base)))
        found.update(_slots(base))
    if type(value) is types.ModuleType:
        found.update(_submodules(value))
        found.update(_described(types.ModuleType.__dict__["__dict__"].__get__(value)))
    else:
        found.update(_described(_instance_dict(value)))
    return found


def _is_class(value):
    """isinstance(value, type), without asking the object's __class__."""
    return issubclass(type(value), type)


def _described(dictionary):
    return {name: _about(value, "attribute") for name, value in tuple(dictionary.items()) if type(name) is str}


def _slots(kind):
    return {
        name: ("attribute", "") for name, value in _class_dict(kind).items() if type(value) is types.MemberDescriptorType
    }


def _submodules(module):
    own = types.ModuleType.__dict__["__dict__"].__get__(module)
    prefix = f"{own.get('__name__')}."
    start = len(prefix)
    return {
        name[start:]: ("module", "")
        for name in tuple(sys.modules)
        if type(name) is str and name.startswith(prefix) and "." not in name[start:] and name[start:] in own
    }


def resolve(path, names):
    """The object that a dotted name stands for, or _MISSING where finding out would run code."""
    value = names.get(path[0], _MISSING)
    if value is _MISSING:
        value = vars(builtins).get(path[0], _MISSING)
    for name in path[1:]:
        if value is _MISSING:
            break
        value = _static_attribute(value, name)
    return value


_COMPUTED = (property, types.GetSetDescriptorType, types.MemberDescriptorType)


def _static_attribute(value, name):
    if type(value) is types.ModuleType:
        own = types.ModuleType.__dict__["__dict__"].__get__(value)
        return own.get(name, _MISSING)
    if _is_class(value):
        scopes = [_class_dict(base) for base in _mro(value)]
    else:
        scopes = [_instance_dict(value), *(_class_dict(base) for base in _mro(type(value)))]
    for scope in scopes:
        if name in scope:
            found = scope[name]
            if type(found) in (types.MemberDescriptorType,) and not _is_class(value):
                try:
                    return found.__get__(value)  # a slot is plain memory
                except AttributeError:
                    return _MISSING
            return _MISSING if type(found) in _COMPUTED else found
    return _MISSING


# --- modules


def _module_names(package):
    import pkgutil

    found = {}
    if package:
        module = sys.modules.get(package)
        if type(module) is not types.ModuleType:
            return {}
        found.update(_submodules(module))
        paths = types.ModuleType.__dict__["__dict__"].__get__(module).get("__path__")
        if paths is None:
            return found
    else:
        found.update({name: ("module", "built in") for name in sys.builtin_module_names})
        found.update({name: ("module", "") for name in tuple(sys.modules) if type(name) is str and "." not in name})
        paths = [path for path in sys.path if type(path) is str]
    for module in pkgutil.iter_modules(list(paths)):
        found[module.name] = ("module", "")
    return found


def _module_members(name):
    module = sys.modules.get(name)  # what is not imported yet stays so: importing would run its code
    found = _module_names(name)
    if type(module) is types.ModuleType:
        found.update(_described(types.ModuleType.__dict__["__dict__"].__get__(module)))
    return found
