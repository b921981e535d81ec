"""Describes tasks and their failures. Tracebacks leave out the frames of the console and of the loop."""

import asyncio
import os
import selectors
import sys

_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep
_MACHINERY = (_OWN, os.path.dirname(asyncio.__file__) + os.sep, selectors.__file__)


def in_user_code(frame):
    """Whether user code is on the stack between `frame` and the event loop."""
    while frame is not None and frame.f_code is not asyncio.BaseEventLoop.run_forever.__code__:
        if not _is_machinery(frame):
            return True
        frame = frame.f_back
    return False


def place():
    """The line of user code that is creating a task: "<cell 3>, line 1", or "" if there is none."""
    frame = sys._getframe(1)
    while frame is not None and _is_machinery(frame):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}, line {frame.f_lineno}" if frame is not None else ""


def describe(task, started=""):
    """task 'Task-2' (ticker, <cell 1>, line 1; started by <cell 2>, line 1)"""
    coroutine = task.get_coro()
    code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
    what = getattr(coroutine, "__qualname__", repr(coroutine))
    if code is not None and code.co_name != "<module>":
        what += f", {code.co_filename}, line {code.co_firstlineno}"
    return f"task {task.get_name()!r} ({what}{'; started by ' + started if started else ''})"


def forced_end(error):
    """The end of a sentence that starts with describe()."""
    if isinstance(error, SystemExit):
        return "called exit(), which ended this task only"
    return "was interrupted because it blocked the event loop"


def of_user(trace):
    """The traceback without the loop's frames at its start and the signal handler's frames at its end."""
    while trace is not None and _is_machinery(trace.tb_frame):
        trace = trace.tb_next
    last = trace
    while last is not None:
        while last.tb_next is not None and last.tb_next.tb_frame.f_code.co_filename.startswith(_OWN):
            last.tb_next = last.tb_next.tb_next
        last = last.tb_next
    return trace


def _is_machinery(frame):
    return frame.f_code.co_filename.startswith(_MACHINERY)


def text(error):
    """The traceback, as python3 prints it."""
    import traceback

    return "".join(traceback.format_exception(type(error), error, of_user(error.__traceback__)))


def say(words, trace=""):
    """Write to sys.stderr. Ignores an error, because a script may have replaced sys.stderr."""
    try:
        sys.stderr.write(words + trace)
        sys.stderr.flush()
    except Exception:
        pass
