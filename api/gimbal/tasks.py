"""The asyncio tasks that were started at the prompt and go on while it is idle."""
import sys


def background_tasks():
    """The asyncio tasks that go on while the prompt is idle (list of asyncio.Task), without the cell that asks.

    A cell may start one by `task = asyncio.create_task(coroutine())`. Stop never touches them.
    """
    console = _console()
    return console.tasks() if console else []


def cancel_tasks():
    """Cancel the background tasks, as Script > Stop background tasks does; the number of tasks asked (int).

    Each ends at its next `await`, after its `finally`. Thread: any.
    """
    console = _console()
    return console.cancel_from_anywhere() if console else 0


def _console():
    half = sys.modules.get("gimbal_console.runtime.background")     # there once asyncio is imported
    return half and half.console
