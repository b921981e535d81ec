"""Sub-interpreters, with the names of `concurrent.interpreters` (PEP 734).

In any program with an engine of the console, what an interpreter prints comes into the console after its name, and Stop
ends code that a run waits for. Without an engine these are the objects of the standard library, from Python 3.14 on.

Objects belong to one interpreter. None, bool, int, float, str, bytes and tuples of these are copied, a memoryview and a
numpy array arrive as a memoryview of the same memory, a `Queue` as the same queue, and any other object by `pickle`.
What cannot cross raises `NotShareableError`, which names the value.
"""
from __future__ import annotations

import sys

__all__ = (
    "ExecutionFailed", "Interpreter", "InterpreterError", "InterpreterNotFoundError", "NotShareableError", "Queue",
    "QueueEmpty", "QueueFull", "create", "create_queue", "get_current", "get_main", "has_own_gil", "is_shareable",
    "list_all",
)

try:
    import _gimbal_console_interpreters as _native
except ModuleNotFoundError as _error:
    if sys.version_info < (3, 14):
        _error.msg = (
            "before Python 3.14 sub-interpreters need an engine of the console, and this process has none: use "
            "multiprocessing, or run the script in the program"
        )
        raise
    _native = None

if _native is None:
    from concurrent.interpreters import (
        ExecutionFailed, Interpreter, InterpreterError, InterpreterNotFoundError, NotShareableError, Queue, QueueEmpty,
        QueueFull, create as _create, create_queue, get_current, get_main, is_shareable, list_all,
    )

    def create(*, name: str = "", own_gil: bool = True) -> Interpreter:
        """Make an interpreter. Those of the standard library have no name and always their own GIL, so `name` is
        not kept, and `own_gil=False` raises ValueError."""
        if not own_gil:
            raise ValueError("own_gil is False: from Python 3.14 on each interpreter has its own GIL; leave it out")
        return _create()

    def has_own_gil() -> bool:
        """Whether each interpreter that `create()` makes has its own GIL, and so runs beside the others."""
        return True

else:
    import queue as _queue
    import time as _time
    from types import SimpleNamespace as _SimpleNamespace

    class InterpreterError(Exception):
        """An interpreter cannot do what was asked."""

    class InterpreterNotFoundError(InterpreterError):
        """The interpreter is closed."""

    class NotShareableError(TypeError):
        """A value cannot cross to another interpreter. The message names the value and its type."""

    class QueueError(Exception):
        """A queue cannot do what was asked."""

    class QueueNotFoundError(QueueError):
        """No object refers to the queue any more."""

    class QueueEmpty(QueueError, _queue.Empty):
        """The queue had no item within the time."""

    class QueueFull(QueueError, _queue.Full):
        """The queue had no room within the time."""

    class ExecutionFailed(InterpreterError):
        """Code in an interpreter has raised.

        Attributes
        ----------
        excinfo : has `type` (with `__name__`), `msg`, `formatted` ("ValueError: bad") and `errdisplay` (the traceback)
        """

        def __init__(self, excinfo):
            self.excinfo = excinfo
            super().__init__(excinfo.formatted)

        def __str__(self):
            return f"{self.excinfo.formatted}\n\nUncaught in the interpreter:\n\n{self.excinfo.errdisplay}".rstrip()

    def _failed(name, message, text):
        formatted = f"{name}: {message}" if message else name
        kind = _SimpleNamespace(__name__=name, __qualname__=name, __module__="builtins")
        return ExecutionFailed(_SimpleNamespace(type=kind, msg=message, formatted=formatted, errdisplay=text))

    class Queue(_native.Queue):
        """A queue for any threads of any interpreters. `create_queue()` makes one.

        Crossing to another interpreter, it is the same queue there. Its items are copied as arguments are.
        """

        __slots__ = ("__weakref__",)

        def __repr__(self):
            return f"Queue({self.id})"

        def __eq__(self, other):
            return self.id == other.id if isinstance(other, Queue) else NotImplemented

        def __hash__(self):
            return hash((Queue, self.id))

        def __reduce__(self):
            return Queue, (self.id,)

        def empty(self) -> bool:
            return self.qsize() == 0

        def full(self) -> bool:
            return 0 < self.maxsize <= self.qsize()

        def put(self, obj, block: bool = True, timeout: float | None = None) -> None:
            """Add an item. Waits for room: up to `timeout` seconds, or not at all without `block`.

            Raises
            ------
            QueueFull : there was no room
            NotShareableError : the item cannot be copied
            """
            for seconds in _waits(block, timeout):
                if self._put(obj, seconds):
                    return
            raise QueueFull(f"the queue {self.id} is full: it has {self.maxsize} items")

        def put_nowait(self, obj) -> None:
            self.put(obj, block=False)

        def get(self, block: bool = True, timeout: float | None = None):
            """Return and remove the oldest item. Waits for one: up to `timeout` seconds, or not at all without `block`.

            Raises
            ------
            QueueEmpty : there was no item
            """
            for seconds in _waits(block, timeout):
                if (item := self._get(seconds)) is not None:
                    return item[0]
            raise QueueEmpty(f"the queue {self.id} is empty")

        def get_nowait(self):
            return self.get(block=False)

    def _waits(block, timeout):
        """The seconds of each wait. An interrupt is raised between two of them."""
        if not block:
            timeout = 0
        elif timeout is not None and timeout < 0:
            raise ValueError(f"timeout is {timeout!r}, and must not be negative")
        deadline = None if timeout is None else _time.monotonic() + timeout
        while True:
            left = 0.05 if deadline is None else deadline - _time.monotonic()
            yield max(min(left, 0.05), 0.0)
            if deadline is not None and _time.monotonic() >= deadline:
                return

    def create_queue(maxsize: int = 0) -> Queue:
        """Return a new queue. With `maxsize` above 0, `put()` waits while it has so many items."""
        return Queue(None, maxsize)

    class Interpreter:
        """An interpreter. `create()` makes one; it is closed when no object refers to it any more.

        Any thread may call it, also several at once. A call returns when its code has ended.
        """

        __slots__ = ("_id", "_handle", "__weakref__")

        def __init__(self, id: int, /):
            if not isinstance(id, int):
                raise TypeError(f"id is {id!r}, and must be an int")
            self._id = id
            self._handle = None if id == 0 else _native.find(id)
            if id != 0 and self._handle is None:
                raise InterpreterNotFoundError(f"there is no interpreter with the id {id}")

        @classmethod
        def _of(cls, handle):
            self = cls.__new__(cls)
            self._id, self._handle = handle.id, handle
            return self

        @property
        def id(self) -> int:
            return self._id

        @property
        def name(self) -> str:
            """What its output begins with."""
            return self._handle.name if self._handle else "main"

        @property
        def whence(self) -> str:
            return "the runtime's initialization" if self._id == 0 else "gimbal_console.interpreters.create()"

        def __repr__(self):
            return f"Interpreter({self._id})"

        def __eq__(self, other):
            return self._id == other._id if isinstance(other, Interpreter) else NotImplemented

        def __hash__(self):
            return hash((Interpreter, self._id))

        def __reduce__(self):
            return Interpreter, (self._id,)

        def _sub(self):
            if self._handle is None:
                raise InterpreterError(
                    "the main interpreter takes no code from here: call the code directly, or post it"
                )
            return self._handle

        def has_own_gil(self) -> bool:
            """Whether its code runs beside that of the main interpreter. Before 3.12 none does."""
            return self._handle is not None and self._handle.has_own_gil()

        def is_running(self) -> bool:
            """Whether a thread runs code in it."""
            return True if self._handle is None else self._handle.is_running()

        def interrupt(self) -> None:
            """Raise KeyboardInterrupt in the code that runs in it. A call that waits sees it when it returns."""
            self._sub().interrupt()

        def prepare_main(self, ns=None, /, **kwargs) -> None:
            """Set names in the interpreter's `__main__`: those of a dict, or keyword arguments.

            Raises
            ------
            NotShareableError : a value cannot cross
            InterpreterError : the interpreter is closed
            """
            names = dict(ns or {}, **kwargs)
            for name in names:
                if not isinstance(name, str):
                    raise TypeError(f"the name {name!r} must be a str")
            self._sub().call("_set_names", None, (), names)

        def exec(self, code, /) -> None:
            """Run source code in the interpreter's `__main__`, or call a function without arguments there.

            Raises
            ------
            ExecutionFailed : the code has raised
            """
            if callable(code):
                self.call(code)
                return
            if not isinstance(code, str):
                raise TypeError(f"code is {code!r}, and must be a str or a function")
            self._sub().exec(code)

        def call(self, callable, /, *args, **kwargs):
            """Return what a function returns there.

            A function of a module is imported there. Of a function of `__main__` the code is copied; it finds the names
            of the interpreter's `__main__`.

            Raises
            ------
            ExecutionFailed : the function has raised
            NotShareableError : the function, an argument or the result cannot cross
            """
            return self._sub().call("_call_packed", _packed(callable), args, kwargs)

        def call_in_thread(self, callable, /, *args, **kwargs):
            """Call a function there in a new thread, which is returned. What it returns is dropped.

            An exception is shown as that of any thread.
            """
            import threading

            call = "_call_and_drop", _packed(callable), args, kwargs
            thread = threading.Thread(target=self._sub().call, args=call)
            thread.start()
            return thread

        def close(self, timeout: float = 0) -> None:
            """End the interpreter. With `timeout`, interrupt the code that runs in it and wait so many seconds.

            Raises
            ------
            InterpreterError : code runs in it, it has threads, or others use its memory; it stays open
            """
            self._sub().close(timeout)

    def create(*, name: str = "", own_gil: bool = True) -> Interpreter:
        """Make an interpreter. Takes some 15 ms of processor time.

        Parameters
        ----------
        name : what its output begins with; by default "interpreter 3"
        own_gil : from Python 3.12 on, whether it runs beside the others
        """
        return Interpreter._of(_native.create(name, own_gil))

    def list_all() -> list[Interpreter]:
        """Return the main interpreter and the open ones that were made by `create()` or by the program."""
        return [Interpreter(0), *map(Interpreter._of, _native.list_all())]

    def get_current() -> Interpreter:
        """Return the interpreter that runs this code."""
        return Interpreter(_native.current_id())

    def get_main() -> Interpreter:
        """Return the main interpreter."""
        return Interpreter(0)

    def is_shareable(obj) -> bool:
        """Whether the value crosses without a pickle."""
        return _native.is_shareable(obj)

    def has_own_gil() -> bool:
        """Whether each interpreter that `create()` makes has its own GIL, and so runs beside the others."""
        return _native.has_own_gil()

    # --- How functions cross

    def _packed(function):
        """The function as values that cross: by its name in a module, or by its code."""
        import marshal
        import types

        if not callable(function):
            raise TypeError(f"{function!r} cannot be called")
        plain = isinstance(function, types.FunctionType)
        if not plain or (function.__module__ != "__main__" and function.__name__ != "<lambda>"
                         and "<locals>" not in function.__qualname__):
            return "object", function
        if function.__closure__:
            names = ", ".join(function.__code__.co_freevars)
            raise NotShareableError(f"{function!r}, of type function, cannot cross to another interpreter: "
                                    f"it uses {names} of the function around it; pass them as arguments")
        keywords = tuple((function.__kwdefaults__ or {}).items())
        return "code", marshal.dumps(function.__code__), function.__name__, function.__defaults__, keywords

    def _unpacked(packed):
        import __main__
        import marshal
        import types

        if packed[0] == "object":
            return packed[1]
        _, code, name, defaults, keywords = packed
        function = types.FunctionType(marshal.loads(code), vars(__main__), name, defaults)
        function.__kwdefaults__ = dict(keywords)
        return function

    def _enter(_function, _arguments, _keywords):
        return _function(*_arguments, **_keywords)

    def _call_packed(packed, args, keywords):
        import __main__
        import types

        enter = types.FunctionType(_enter.__code__, vars(__main__))  # so that eval() finds the names of __main__
        return enter(_unpacked(packed), args, dict(keywords))

    def _call_and_drop(packed, args, keywords):
        _call_packed(packed, args, keywords)

    def _set_names(_, args, names):
        import __main__

        vars(__main__).update(names)
