"""Event handlers. They run while a script runs, too."""

import _thread

import _gimbal

names = _gimbal.event_names()

# `scope` is the scope of the plug-in whose register() runs on this thread (see gimbal.plugins).
_current = _thread._local()  # type: ignore[attr-defined]
_PLUGIN_PACKAGE = "gimbal_plugin_"  # and the id: the package of a plug-in
# Handlers of scripts by event, function name and file, so that running a script again replaces its handlers.
_of_scripts: dict = {}


def _scope():
    return getattr(_current, "scope", None)


def on(name):
    """Call the decorated function with a gimbal.Event each time `name` happens.

    Parameters
    ----------
    name : str, one of scene_changed (objects were added or removed), objects_changed (a name, transform or colour),
        selection_changed, mesh_changed, camera_changed, undo_changed, saved (the scene or a mesh file was written)

    Returns
    -------
    decorator, which returns the function unchanged

    Raises
    ------
    ValueError : there is no such event
    TypeError : the handler is not callable, or is an async function or a generator, which nobody would run

    Handlers run on the handlers thread, so they work while a script runs. In an ordinary python3 that is a daemon
    thread, which starts with the first event; handlers that are due when Python ends are called first, for at most a
    second. Changes with the same name are merged until the handler is called. If a handler raises, its traceback is
    printed; after five failures in a row it is removed.
    When a script is run again, a handler at its top level replaces its earlier one of the same function name.

        @gimbal.on("selection_changed")
        def show(event):
            print(event.selection)
    """
    if not isinstance(name, str) or name not in names:
        raise ValueError(f"there is no event {_gimbal.short_text(name)}; there are: {', '.join(names)}")

    def register(handler):
        _refuse_async(handler)
        scope = _scope()
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
    bool, False if it was not registered

    Raises
    ------
    ValueError : there is no such event
    """
    return _gimbal.remove_handler(name, handler)


def _refuse_async(handler):
    flags = getattr(getattr(handler, "__code__", None), "co_flags", 0)
    if flags & (0x20 | 0x80 | 0x200):  # inspect.CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR
        raise TypeError(
            f"the handler {handler.__name__}() must be a plain function, without `async` and `yield`: nobody would run "
            "its code (asyncio.run() inside it runs a coroutine)"
        )


def _script_key(name, handler):
    qualified, module = getattr(handler, "__qualname__", None), getattr(handler, "__module__", None)
    if type(qualified) is not str or type(module) is not str or module != "__main__" or "<" in qualified:
        return None
    file = getattr(getattr(handler, "__code__", None), "co_filename", "<")
    return name, qualified, "" if file.startswith("<") else file
