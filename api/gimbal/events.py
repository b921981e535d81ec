"""Handlers: functions that are called when something happens, also while a script runs."""
import _thread

import _gimbal

names = _gimbal.event_names()

# What is being registered belongs to the plug-in whose register() runs on this thread; see gimbal.plugins.
_current = _thread._local()
# Functions of scripts by event and name: running a script again replaces its handlers, it does not double them.
_of_scripts = {}


def on(name):
    """Call the decorated function with an event whenever `name` happens.

    Parameters
    ----------
    name : str, one of scene_changed (objects came or went), objects_changed (a name, place, colour), selection_changed,
        mesh_changed, camera_changed, undo_changed

    Returns
    -------
    decorator; it returns the function unchanged

    Raises
    ------
    ValueError : there is no such event

    Handlers run on a thread of their own, so they work while a script runs; changes of a kind that come before a handler
    was called are told as one. One that raises prints its traceback; after five times in a row it is switched off.
    A handler defined at the top of a script replaces the one of the same name, when the script is run again.

        @gimbal.on("selection_changed")
        def show(event):
            print(event.selection)
    """
    if name not in names:
        raise ValueError(f"there is no event {name!r}; there are: {', '.join(names)}")

    def register(handler):
        scope = getattr(_current, "scope", None)
        if scope is not None:
            scope.add_handler(name, handler)
            return handler
        key = _script_key(name, handler)
        _gimbal.add_handler(name, handler)
        if key:
            old, _of_scripts[key] = _of_scripts.get(key), handler
            if old is not None:
                _gimbal.remove_handler(name, old)
        return handler

    return register


def off(name, handler):
    """Stop calling `handler` for `name`.

    Returns
    -------
    bool, False when it was not registered

    Raises
    ------
    ValueError : there is no such event
    """
    return _gimbal.remove_handler(name, handler)


def _script_key(name, handler):
    qualified = getattr(handler, "__qualname__", "<")
    if getattr(handler, "__module__", None) != "__main__" or "<" in qualified:
        return None
    return name, qualified
