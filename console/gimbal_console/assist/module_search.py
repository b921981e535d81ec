"""Finds importable modules by listing folders. It imports nothing and calls no finder of a script.

Thread: any. GIL: held.
"""

import sys
from importlib.machinery import EXTENSION_SUFFIXES
from os import scandir, stat

from . import source_file
from . import static_inspect as static

_MAX_SOURCE = 200_000
_listed: dict[str, tuple[int, set[str]]] = {}  # folder -> (modification time, names)


def names_in(package, deadline):
    """The names that can follow `import package.`, or `import ` if `package` is empty."""
    found = set()
    if not package:
        found.update(sys.builtin_module_names, sys.stdlib_module_names)
        found.update(name for name in static.imported_modules() if "." not in name)
    else:
        prefix = package + "."
        found.update(
            name[len(prefix) :].partition(".")[0] for name in static.imported_modules() if name.startswith(prefix)
        )
    for folder in folders_of(package):
        if deadline.has_passed():
            break
        found.update(_in_folder(folder))
    return {name for name in found if name.isidentifier()}


def folders_of(package):
    """The folders with the modules of a package, or the search path if `package` is empty."""
    if not package:
        return _texts(static.lookup(vars(sys), "path"))
    module = static.imported_module(package)
    if module is not static.MISSING:
        path = static.lookup(static.instance_dict(module), "__path__")
        return _texts(path) or _texts(
            static.lookup(static.instance_dict(path), "_path")
        )  # of a namespace package, __path__ is an object
    parent, _, name = package.rpartition(".")
    return [f"{folder or '.'}/{name}" for folder in folders_of(parent) if name in _in_folder(folder)]


def source_of(name):
    """The start of a module's source, or "" if it has none."""
    parent, _, last = name.rpartition(".")
    for folder in folders_of(parent):
        for path in (f"{folder or '.'}/{last}/__init__.py", f"{folder or '.'}/{last}.py"):
            source = source_file.start_of(path, _MAX_SOURCE)
            if source is not None:
                return source
    return ""


def _texts(value):
    return [text for text in value if type(text) is str] if type(value) is list else []


def _in_folder(folder):
    try:
        changed = stat(folder or ".").st_mtime_ns
        known = _listed.get(folder)
        if not known or known[0] != changed:
            known = _listed[folder] = changed, _read_folder(folder or ".")
        return known[1]
    except (OSError, ValueError):
        return ()


def _read_folder(folder):
    found = set()
    with scandir(folder) as entries:
        for entry in entries:
            name, dot, rest = entry.name.partition(".")
            if not dot and name.isidentifier() and name != "__pycache__" and _is_package(entry):
                found.add(name)
            elif dot and dot + rest in (".py", ".pyc", *EXTENSION_SUFFIXES) and name != "__init__":
                found.add(name)
    return found


def _is_package(entry):
    try:
        stat(entry.path + "/__init__.py")
        return True
    except OSError:
        return False
