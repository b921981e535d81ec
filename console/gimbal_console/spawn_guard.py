"""Refuses to send a console's function to a spawned process, which could not find it and would be started again for ever."""

import sys
import types

_STARTS_EMPTY = ("spawn", "forkserver")


def install(reduction):
    """Make the pickler of multiprocessing look at functions and classes first."""
    reduction.ForkingPickler.reducer_override = _refuse_typed


def _refuse_typed(_pickler, value):
    if isinstance(value, (types.FunctionType, type)) and _is_typed(value) and _goes_to_an_empty_process():
        import pickle

        raise pickle.PicklingError(
            f"{value.__qualname__} was typed in the console, so a spawned process cannot find it: "
            "put it into a file and import it"
        )
    return NotImplemented


def _is_typed(value):
    if value.__module__ != "__main__":
        return False
    main = sys.modules.get("__main__")
    return getattr(main, "__file__", None) is None and getattr(main, "__spec__", None) is None


def _goes_to_an_empty_process():
    from multiprocessing import context, process

    if context.get_spawning_popen() is not None:
        return True
    # Work for a pool that lives already: multiprocessing does not say which, so one such child is enough.
    return any(getattr(child, "_start_method", None) in _STARTS_EMPTY for child in tuple(process._children))
