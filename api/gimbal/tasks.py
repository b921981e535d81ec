"""The asyncio tasks that were started at the prompt and run while it is idle."""

import sys


def background_tasks():
    """The asyncio tasks that run in the background (list of asyncio.Task), without the task of the calling cell.

    A cell starts one with `task = asyncio.create_task(coroutine())`. Stop does not cancel it.
    """
    console = _console()
    return console.tasks() if console else []


def cancel_tasks():
    """Cancel the background tasks, as Script > Stop background tasks does.

    Returns
    -------
    int, the number of cancelled tasks

    Each task ends at its next `await`, after its `finally` blocks. Thread: any.
    """
    console = _console()
    return console.cancel_from_anywhere() if console else 0


def _console():
    background = sys.modules.get("gimbal_console.runtime.background")  # imported together with asyncio
    return background and background.console
