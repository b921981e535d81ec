"""Functions that are called later on the handlers thread, also while a script runs.

    from gimbal_console import timers

    timers.call_later(2.5, print, "after two and a half seconds")

    @timers.every(1.0)
    def tick():
        print("each second")

    tick.cancel()

Any Python thread may use these functions. A function of a timer should be brief, because handlers and other timers
wait for it. An error is printed under the timer's name; after five in a row a repeating timer stops. At its end a
script that runs without a window waits for the timers of call_later() and call_soon() that it has started, as python3
waits for threading.Timer. It does not wait for repeating timers. A console drops its timers when it ends.
"""

import functools
import sys
import weakref

try:
    import _gimbal_timers as _native
except ModuleNotFoundError:  # a process without the engine, such as a worker, or a sub-interpreter
    _native = None

__all__ = ["Timer", "active", "call_later", "call_soon", "every"]

LONGEST_SECONDS = 100 * 365 * 86_400
SHORTEST_INTERVAL_SECONDS = 0.001
_LONGEST_NAME = 200

_owners_of = None  # see adopt()
_around = None
_of_scripts: dict = {}  # the repeating timers of scripts by file and function name, as (run, weak reference)


class Timer:
    """A timer of call_soon(), call_later() or every(). As a context manager it is cancelled at the end of the block.

    Attributes
    ----------
    name : str, in messages and in the undo history
    function : the callable
    interval : float, seconds, or None if there is one call only
    due : float, the time of the next call in seconds of time.monotonic(), or None if there is none to come
    active : bool, whether a call is to come
    cancelled : bool, whether cancel() has ended it
    calls : int, the calls that have begun
    missed : int, the calls of a repeating timer that were left out because the handlers thread was busy
    """

    __slots__ = ("name", "function", "interval", "_owners", "_handle", "__weakref__")

    def __init__(self):
        raise TypeError("a Timer is made by call_soon(), call_later() and every()")

    due = property(lambda self: self._handle.due)
    active = property(lambda self: self._handle.active)
    cancelled = property(lambda self: self._handle.cancelled)
    calls = property(lambda self: self._handle.calls)
    missed = property(lambda self: self._handle.missed)

    def cancel(self):
        """Begin no call any more. A call that has begun goes on; the function may cancel its own timer.

        Returns
        -------
        bool, False if there was no call to come
        """
        return self._handle.cancel()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.cancel()

    def __repr__(self):
        every = "" if self.interval is None else f" every {self.interval:g} s"
        state = "active" if self.active else "cancelled" if self.cancelled else "over"
        return f"<Timer {self.name!r}{every}: {state}>"


def call_soon(function, *args, name=None):
    """Call function(*args) as soon as possible, after the work that waits now.

    Parameters, result and errors are those of call_later().
    """
    return _start(0.0, None, function, args, name)


def call_later(delay, function, *args, name=None):
    """Call function(*args) once after a delay.

    Parameters
    ----------
    delay : float, seconds, from 0 to 100 years
    function : callable, not an async function
    name : str, one line, for messages; by default the name of the function

    Returns
    -------
    Timer

    Raises
    ------
    TypeError : `delay` is not a number, or `function` cannot be called like this
    ValueError : `delay` is out of range or not a number (nan), or `name` is not one line of text
    RuntimeError : the program is ending, or this process has no engine (a worker, a forked child)
    """
    return _start(_seconds(delay, "delay", 0), None, function, args, name)


def every(interval, function=None, *args, name=None):
    """Call function(*args) at each multiple of an interval, first after one interval.

    Calls that the handlers thread could not begin before the next one was due are left out and counted in `missed`, so
    the calls keep their phase. Without a function this is a decorator, and the name of the function becomes the Timer.
    A function at the top level of a script replaces the repeating timers that an earlier run of the file has made with
    its name; as a decorator, also in a cell.

    Parameters
    ----------
    interval : float, seconds, from 0.001 to 100 years

    The rest, the result and the errors are those of call_later().
    """
    interval = _seconds(interval, "interval", SHORTEST_INTERVAL_SECONDS)
    if function is None:
        return lambda decorated: _repeat(interval, decorated, args, name, True)
    return _repeat(interval, function, args, name, False)


def active():
    """The timers of scripts that have a call to come, in the order in which they are due (list of Timer)."""
    return _native.active() if _native else []


# --- For the host


def adopt(owners_of, around):
    """Set what the host adds to timers that start from now on.

    Parameters
    ----------
    owners_of : callable(function) that returns a set of the plug-ins to which a new timer belongs; see cancel_of()
    around : callable(name, function) that calls function(), for example as one undo step
    """
    global _owners_of, _around
    _owners_of, _around = owners_of, around


def cancel_of(owner):
    """Cancel the timers that belong to a plug-in."""
    for timer in active():
        if owner in timer._owners:
            timer.cancel()


def cancel_in(names):
    """Cancel the timers whose functions were defined in this namespace, because its console was closed."""
    for timer in active():
        if globals_of(timer.function) is names:
            timer.cancel()


def globals_of(function):
    """The namespace in which a callable was defined, or None."""
    function = _plain(function)
    found = getattr(function, "__globals__", None)
    if found is None and not isinstance(function, type):
        found = getattr(getattr(type(function), "__call__", None), "__globals__", None)
    return found


def _repeat(interval, function, args, name, decorates):
    timer = _start(interval, interval, function, args, name)
    key = _script_key(function)
    if key and (decorates or key[1]):
        run = _native.run_of_thread()
        earlier = [entry for entry in _of_scripts.get(key, ()) if entry[1]() is not None and entry[1]().active]
        for began, old in earlier:
            if decorates or began != run:
                old().cancel()
        _of_scripts[key] = [*earlier, (run, weakref.ref(timer))]
    return timer


def _start(delay, interval, function, args, name):
    if not callable(function):
        raise TypeError(f"a timer calls a function, not {_short(function)}")
    _refuse_async(function)
    if _native is None:
        raise RuntimeError(
            "timers need the engine of the program, which this process or interpreter does not have: "
            "use threading.Timer"
        )
    timer = object.__new__(Timer)
    timer.name, timer.function, timer.interval = _name(name, function), function, interval
    timer._owners = _owners_of(function) if _owners_of else frozenset()
    called = functools.partial(function, *args) if args else function
    _native.start(timer, called, _around, timer.name, delay, interval or 0.0, bool(timer._owners))
    return timer


def _seconds(value, what, least):
    try:
        if isinstance(value, (str, bytes, bytearray, bool)):
            raise TypeError
        seconds = float(value)
    except OverflowError:
        seconds = float("inf")
    except (TypeError, ValueError):
        raise TypeError(f"{what} must be a number of seconds, not {_short(value)}") from None
    if not least <= seconds <= LONGEST_SECONDS:
        raise ValueError(f"{what} must be from {least:g} to {LONGEST_SECONDS} seconds, not {_short(value)}")
    return seconds


def _name(name, function):
    if name is None:
        plain = _plain(function)
        name = getattr(plain, "__name__", None)
        return name[:_LONGEST_NAME] if isinstance(name, str) and name.isprintable() else type(plain).__name__
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ValueError(
            f"name must be one line of text that is not blank and has at most {_LONGEST_NAME} characters, "
            f"not {_short(name)}"
        )
    return str(name)


def _plain(function):
    """The function in a partial object or a bound method."""
    for _ in range(100):
        inner = function.func if isinstance(function, functools.partial) else getattr(function, "__func__", None)
        if inner is None:
            break
        function = inner
    return function


def _refuse_async(function):
    flags = getattr(getattr(_plain(function), "__code__", None), "co_flags", 0)
    if flags & (0x20 | 0x80 | 0x200):  # inspect.CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR
        raise TypeError(
            f"{_name(None, function)}() must be a plain function, without `async` and `yield`: nobody would run its "
            "code (asyncio.create_task() starts a coroutine in a cell, asyncio.run() inside a function runs one)"
        )


def _script_key(function):
    qualified, module = getattr(function, "__qualname__", None), getattr(function, "__module__", None)
    if type(qualified) is not str or module != "__main__" or "<" in qualified:
        return None
    file = getattr(getattr(function, "__code__", None), "co_filename", "<")
    return qualified, "" if file.startswith("<") else file


def _short(value):
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:80] + "..."
