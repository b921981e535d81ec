"""Objects looked at without running any code of theirs.

What is read are the dictionaries of objects and classes, the slots of the interpreter's own types and values of exactly a builtin
type. Never used on what a script made: getattr, isinstance, ==, `in`, hash, len, iteration, format and repr, since each of them can be
a script's function. A lookup by name goes over the keys, because a key of a script's own may compare by a method. Thread: any. GIL: held.
"""

import builtins
import sys
import types
from functools import partial
from itertools import islice

MISSING = object()


class Instance:
    """An object of a class that is not there yet, as of `Path("x").`: what its class has is known."""

    __slots__ = ("kind",)

    def __init__(self, kind):
        self.kind = kind


class Method:
    """A C function of a class, asked of such an object."""

    __slots__ = ("function",)

    def __init__(self, function):
        self.function = function


_MOST_ITEMS = 200_000  # of one dictionary: 20 ms
_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: made by a class statement, or by C code that does as if
_mro_of = type.__dict__["__mro__"].__get__
_dict_of = type.__dict__["__dict__"].__get__
_name_of = type.__dict__["__name__"].__get__
_flags_of = type.__dict__["__flags__"].__get__
_module_dict = types.ModuleType.__dict__["__dict__"]
_NUMBERS = (int, float, complex, bool)


def exact_text(value):
    """The text of a str, also of a subclass's; None of anything else."""
    kind = type(value)
    if kind is str:
        return value
    return str.__str__(value) if issubclass(kind, str) else None


def one_of(kind, kinds):
    """`kind in kinds`, where a metaclass may have an __eq__ of its own."""
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
    """The items of a dict or of a class's mapping whose keys are exactly str; as they are at one moment."""
    return [item for item in all_items(dictionary.items()) if type(item[0]) is str]


def all_items(view):
    for _ in range(3):
        try:
            return tuple(islice(view, _MOST_ITEMS))
        except RuntimeError:  # a finalizer changed it under our hands
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
    """The object's own dictionary, if it has the ordinary one; a __dict__ that a class computes stays alone."""
    kind = type(value)
    if kind is types.FunctionType:
        return value.__dict__  # always a dict, and no class can derive from it
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
    """sys.modules as it is, by name: only real modules under real names."""
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
    """Names of what `value.` can be followed by, each with what stands in the dictionary for it."""
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


# --- attributes


def is_data_descriptor(found):
    return (
        lookup_in_type(type(found), "__set__") is not MISSING
        or lookup_in_type(type(found), "__delete__") is not MISSING
    )


def attribute(value, name):
    """What `value.name` is, or MISSING where finding out would run code."""
    if is_class(value):
        found = lookup_in_type(value, name)
        if found is not MISSING:
            return _of_class(found, value)
        found = lookup_in_type(type(value), name)
        return MISSING if found is MISSING else _of_instance(found, value)
    if type(value) is Instance:
        found = lookup_in_type(value.kind, name)
        return MISSING if found is MISSING else _of_instance(found, value)
    found = lookup_in_type(type(value), name)
    if found is not MISSING and is_data_descriptor(found):
        return _computed(found, value)
    own = lookup(instance_dict(value), name)
    if own is not MISSING:
        return own
    return MISSING if found is MISSING else _of_instance(found, value)


def _computed(found, value):
    kind = type(found)
    plain = kind is types.MemberDescriptorType  # memory, of a __slots__ or of a C struct
    if not plain and not (kind is types.GetSetDescriptorType and one_of(type(value), _NUMBERS)):
        return MISSING
    try:
        return found.__get__(value)
    except Exception:
        return MISSING  # an empty slot; a descriptor that belongs to another class


def member_of(value, found):
    """What `members(value)` has found, as asking `value` for it gives; MISSING where that would run code."""
    if issubclass(type(value), types.ModuleType):
        return found
    return _of_class(found, value) if is_class(value) else _of_instance(found, value)


def _of_instance(found, value):
    """What stands in the class, as it is when asked of an instance."""
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
            # Without the class CPython 3.11 reads a null pointer (a method with METH_METHOD).
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


# --- what a value is, in words


# What a module's C function or a class's C method is where it has to know its class, as re.Pattern.match. CPython hides its doc.
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
    """numpy's own class of that name, where numpy is imported: C code that nothing of a script's can get between."""
    if name in _numpy_types:
        return _numpy_types[name]
    numpy = imported_module("numpy")
    found = MISSING if numpy is MISSING else lookup(instance_dict(numpy), name)
    if not is_class(found) or is_heap_type(found):
        return MISSING
    return _numpy_types.setdefault(name, found)


_numpy_types = {}  # as first found


def is_computed(found):
    """Whether what stands in a class is only the way to a value: a slot, a C attribute."""
    return one_of(type(found), (types.MemberDescriptorType, types.GetSetDescriptorType))


_CALLABLE_NAMES = ("_lru_cache_wrapper", "ufunc", "_ArrayFunctionDispatcher", "cython_function_or_method")


def doc_of(value):
    """The real text of the documentation, or ""."""
    kind = type(value)
    if kind is classmethod or kind is staticmethod:
        return doc_of(value.__func__)
    if kind is partial:
        return doc_of(value.func)
    if kind is types.MethodType:
        return doc_of(value.__func__)
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
    if type(found) is types.GetSetDescriptorType and not is_heap_type(
        kind
    ):  # C code of a builtin type or of an extension's
        try:
            return exact_text(found.__get__(value)) or ""
        except Exception:
            return ""
    return exact_text(found) or ""
