"""Refuses to send a function of the console to a spawned process, which could not find it and would fail forever."""

import os
import sys
import types

_STARTS_EMPTY = ("spawn", "forkserver")


def install(reduction):
    """Make the pickler of multiprocessing check functions and classes."""
    from gimbal_console.runtime import worker_python

    reduction.ForkingPickler.reducer_override = _refuse_typed
    worker_python.install()


def _refuse_typed(_pickler, value):
    if _starts_without_a_file():
        _refuse("this script has no file yet, and a spawned process begins by reading it: save the script first")
    if isinstance(value, (types.FunctionType, type)) and _is_typed(value) and _goes_to_an_empty_process():
        _refuse(
            f"{_name(value)} was typed in the console, so a spawned process cannot find it: "
            "put it into a file and import it"
        )
    return NotImplemented


def _refuse(why):
    import pickle

    raise pickle.PicklingError(why)


def _name(value):
    """The name in the message. For a lambda, also its line, since there may be many."""
    if value.__name__ != "<lambda>":
        return value.__qualname__
    return f"the lambda of {value.__code__.co_filename}, line {value.__code__.co_firstlineno},"


def _main_says(name):
    return getattr(sys.modules.get("__main__"), name, None)


def _is_typed(value):
    return value.__module__ == "__main__" and _main_says("__file__") is None and _main_says("__spec__") is None


def _starts_without_a_file():
    from multiprocessing import context

    if context.get_spawning_popen() is None or _main_says("__spec__") is not None:
        return False  # a module is imported by its name
    file = _main_says("__file__")
    return isinstance(file, str) and not os.path.exists(file)


def _goes_to_an_empty_process():
    from multiprocessing import context, process

    if context.get_spawning_popen() is not None:
        return True
    # For a running process: multiprocessing does not say which one, so any such child counts.
    return any(
        getattr(getattr(child, "_popen", None), "method", None) in _STARTS_EMPTY for child in tuple(process._children)
    )
