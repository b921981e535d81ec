"""Inspects objects without running their code.

It reads the dictionaries of objects and classes, slots of builtin types, and values of an exact builtin type. It never
uses getattr, isinstance, ==, `in`, hash, len, iteration, format or repr on an object of a script, because each may call
a function of the script. A look-up by name iterates over the keys, because a key's __eq__ may be a script's method.
Thread: any. GIL: held.
"""

import builtins
import sys
import types
from functools import partial
from itertools import islice

MISSING = object()


class Instance:
    """An object that does not exist yet, as in `Path("x").`. Only its class is known."""

    __slots__ = ("kind",)

    def __init__(self, kind):
        self.kind = kind


class Method:
    """A C method of an Instance."""

    __slots__ = ("function",)

    def __init__(self, function):
        self.function = function


_MAX_ITEMS = 200_000  # of one dictionary; 20 ms
_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: made by a class statement or PyType_FromSpec
_type_dict: dict = dict(vars(type))
_mro_of = _type_dict["__mro__"].__get__
_dict_of = _type_dict["__dict__"].__get__
_name_of = _type_dict["__name__"].__get__
_flags_of = _type_dict["__flags__"].__get__
_module_dict = vars(types.ModuleType)["__dict__"]
_NUMBERS = (int, float, complex, bool)


def exact_text(value):
    """The text of a str or of an object of a subclass; None for other values."""
    kind = type(value)
    if kind is str:
        return value
    return str.__str__(value) if issubclass(kind, str) else None


def one_of(kind, kinds):
    """`kind in kinds` by identity, because a metaclass may define __eq__."""
    for other in kinds:
        if kind is other:
            return True
    return False


def is_class(value):
    return issubclass(type(value), type)


def is_heap_type(kind):
    return bool(_flags_of(kind) & _HEAP_TYPE)


def mro(kind):
    return _mro_of(kind) or (kind,)


def class_name(kind):
    return exact_text(_name_of(kind)) or "?"


def class_items(kind):
    return items_of(_dict_of(kind))


def items_of(dictionary):
    """A snapshot of the items of a dict or mappingproxy whose keys are exactly str."""
    return [item for item in all_items(dictionary.items()) if type(item[0]) is str]


def all_items(view):
    for _ in range(3):
        try:
            return tuple(islice(view, _MAX_ITEMS))
        except RuntimeError:  # a finalizer has changed the dictionary
            continue
    return ()


def lookup(dictionary, name):
    for key, value in items_of(dictionary):
        if key == name:
            return value
    return MISSING


def lookup_in_type(kind, name):
    for base in mro(kind):
        found = lookup(_dict_of(base), name)
        if found is not MISSING:
            return found
    return MISSING


# --- dictionaries of objects


def instance_dict(value):
    """The object's dictionary, or {} if it has none or its class computes __dict__."""
    kind = type(value)
    if kind is types.FunctionType:
        return value.__dict__  # always a dict, and FunctionType cannot be subclassed
    if issubclass(kind, types.ModuleType):
        own = _module_dict.__get__(value)
        return own if type(own) is dict else {}
    slot = lookup_in_type(kind, "__dict__")
    if type(slot) is not types.GetSetDescriptorType:
        return {}
    try:
        own = slot.__get__(value)
    except Exception:
        return {}
    return own if type(own) is dict else {}


def imported_modules():
    """The module objects in sys.modules whose names are str, by name."""
    if type(sys.modules) is not dict:
        return {}
    return {name: module for name, module in items_of(sys.modules) if issubclass(type(module), types.ModuleType)}


def imported_module(name):
    found = lookup(sys.modules, name) if type(sys.modules) is dict else MISSING
    return found if found is MISSING or issubclass(type(found), types.ModuleType) else MISSING


def lookup_builtin(name):
    return lookup(vars(builtins), name)


def builtin_items():
    return items_of(vars(builtins))


def members(value):
    """The names that can follow `value.`, with their values in the dictionaries."""
    found = {}
    if is_class(value):
        for base in reversed(mro(type(value))):
            if base is not type and base is not object:
                found.update(class_items(base))
        for base in reversed(mro(value)):
            found.update(class_items(base))
        for name, member in class_items(type):
            if name.startswith("_"):
                found.setdefault(name, member)
        return found
    for base in reversed(mro(value.kind if type(value) is Instance else type(value))):
        found.update(class_items(base))
    if type(value) is not Instance:
        found.update(items_of(instance_dict(value)))
    return found


def listed_names(value):
    """The names in the `__all__` of a module, sorted; empty if it has none."""
    if not issubclass(type(value), types.ModuleType):
        return []
    listed = lookup(instance_dict(value), "__all__")
    return sorted({name for name in listed if type(name) is str}) if type(listed) in (list, tuple) else []


# --- attributes


def wrapped_by(value):
    """The `__wrapped__` of an object that is called like a function, such as functools.lru_cache makes, or MISSING."""
    return lookup(instance_dict(value), "__wrapped__") if kind_of(value, "") == "function" else MISSING


def is_data_descriptor(found):
    return (
        lookup_in_type(type(found), "__set__") is not MISSING
        or lookup_in_type(type(found), "__delete__") is not MISSING
    )


def attribute(value, name):
    """The value of `value.name`, or MISSING if finding it would run code."""
    if is_class(value):
        found = lookup_in_type(value, name)
        if found is not MISSING:
            return _of_class(found, value)
    found = lookup_in_type(value.kind if type(value) is Instance else type(value), name)
    if not is_class(value) and type(value) is not Instance:
        if found is not MISSING and is_data_descriptor(found):
            return _computed(found, value)
        own = lookup(instance_dict(value), name)
        if own is not MISSING:
            return own
    return MISSING if found is MISSING else _of_instance(found, value)


def _computed(found, value):
    kind = type(found)
    plain = kind is types.MemberDescriptorType  # reads memory: a slot or a member of a C struct
    if not plain and not (kind is types.GetSetDescriptorType and one_of(type(value), _NUMBERS)):
        return MISSING
    try:
        return found.__get__(value)
    except Exception:
        return MISSING  # an empty slot, or a descriptor of another class


def member_of(value, found):
    """The value that reading a member of members() from `value` gives, or MISSING if that would run code."""
    if issubclass(type(value), types.ModuleType):
        return found
    return _of_class(found, value) if is_class(value) else _of_instance(found, value)


def _of_instance(found, value):
    """The value that reading `found`, a class attribute, from an instance gives."""
    kind = type(found)
    if kind is types.FunctionType:
        return types.MethodType(found, value)
    owner = value.kind if type(value) is Instance else type(value)
    if kind is classmethod or kind is staticmethod:
        return _of_class(found, owner)
    if type(value) is Instance and one_of(kind, (types.MethodDescriptorType, types.WrapperDescriptorType)):
        return Method(found)
    if one_of(kind, (types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)):
        try:
            # CPython 3.11 reads a null pointer without the class (METH_METHOD).
            return found.__get__(None if kind is types.ClassMethodDescriptorType else value, owner)
        except Exception:
            return MISSING
    return MISSING if lookup_in_type(kind, "__get__") is not MISSING else found


def _of_class(found, owner):
    kind = type(found)
    if kind is staticmethod:
        return found.__func__
    if kind is classmethod:
        function = found.__func__
        return types.MethodType(function, owner) if type(function) is types.FunctionType else MISSING
    if kind is types.ClassMethodDescriptorType:
        try:
            return found.__get__(None, owner)
        except Exception:
            return MISSING
    if one_of(kind, _PLAIN_DESCRIPTORS):
        return found
    return MISSING if lookup_in_type(kind, "__get__") is not MISSING else found


# --- descriptions


# The type of a C method that knows its defining class (METH_METHOD), such as re.Pattern.match. CPython hides its doc.
_BOUND_IN_C = tuple(
    kind for kind in type.__subclasses__(types.BuiltinFunctionType) if class_name(kind) == "builtin_method"
)
_doc_of_c_function = types.BuiltinFunctionType.__dict__["__doc__"]

FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.ClassMethodDescriptorType,
    staticmethod,
    classmethod,
    partial,
    *_BOUND_IN_C,
)
_FUNCTION_IDS = frozenset(map(id, (*FUNCTIONS, Method)))
_PLAIN_DESCRIPTORS = (
    types.FunctionType,
    property,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
)


def kind_of(value, otherwise):
    """module, class, function, property, or `otherwise`."""
    kind = type(value)
    if issubclass(kind, type):
        return "class"
    if issubclass(kind, types.ModuleType):
        return "module"
    if id(kind) in _FUNCTION_IDS or class_name(kind) in _CALLABLE_NAMES and not is_class(value):
        return "function"
    if kind is property:
        return "property"
    return otherwise


def numpy_type(name):
    """numpy's class with that name, if numpy is imported. It is C code that a script cannot replace."""
    if name in _numpy_types:
        return _numpy_types[name]
    numpy = imported_module("numpy")
    found = MISSING if numpy is MISSING else lookup(instance_dict(numpy), name)
    if not is_class(found) or is_heap_type(found):
        return MISSING
    return _numpy_types.setdefault(name, found)


_numpy_types: dict[str, type] = {}  # by name, as first found


def is_computed(found):
    """Whether a class attribute only computes the value: a slot or a C attribute."""
    return one_of(type(found), (types.MemberDescriptorType, types.GetSetDescriptorType))


_CALLABLE_NAMES = ("_lru_cache_wrapper", "ufunc", "_ArrayFunctionDispatcher", "cython_function_or_method")


def doc_of(value):
    """The docstring, or ""."""
    kind = type(value)
    if one_of(kind, (classmethod, staticmethod, types.MethodType)):
        return doc_of(value.__func__)
    if kind is partial:
        return doc_of(value.func)
    if kind is Method:
        return doc_of(value.function)
    if one_of(kind, _BOUND_IN_C):
        return exact_text(_doc_of_c_function.__get__(value)) or ""
    if one_of(kind, FUNCTIONS) or kind is property:
        return exact_text(value.__doc__) or ""
    if is_class(value):
        return exact_text(lookup(_dict_of(value), "__doc__")) or ""
    own = lookup(instance_dict(value), "__doc__")
    if own is not MISSING or issubclass(kind, types.ModuleType):
        return exact_text(own) or ""
    found = lookup_in_type(kind, "__doc__")
    if type(found) is types.GetSetDescriptorType and not is_heap_type(kind):  # C code of a builtin or extension type
        try:
            return exact_text(found.__get__(value)) or ""
        except Exception:
            return ""
    return exact_text(found) or ""
