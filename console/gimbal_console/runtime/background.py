"""The console's event loop. It runs a cell that awaits, and the tasks of earlier cells while the prompt is idle."""

import asyncio
import contextvars
import functools
import sys
import time
from typing import NamedTuple

from _signal import SIG_BLOCK, SIG_UNBLOCK, SIGINT, default_int_handler, getsignal, pthread_sigmask, signal
from _thread import get_ident

from . import task_report

HELD_SECONDS = 0.5  # after this, code that blocks the loop may be interrupted
RETRIEVE_SECONDS = 0.05  # the time to retrieve a task's exception before the console reports it

RUNNING, ASKED, CLEANING = range(3)  # the progress of a Stop of the awaited task


class _Start(NamedTuple):
    """The origin of a task."""

    typed: bool  # started at the prompt, or by the task that a cell awaits
    place: str
    run: int  # the run that its output belongs to


_UNKNOWN = _Start(False, "", 0)

console = None  # the only Background, set when asyncio is imported


def install(host):
    """Called by the engine when asyncio is first imported. `host` has the engine's functions and a descriptor."""
    global console
    console = Background(host)
    asyncio.create_task = asyncio.tasks.create_task = _create_task_at_the_prompt(asyncio.tasks.create_task)
    return console


def _create_task_at_the_prompt(plain):
    """Make asyncio.create_task work in a cell without `await`, where no loop runs: it uses the console's loop."""

    @functools.wraps(plain)
    def create_task(coro, **options):
        if asyncio._get_running_loop() is None and console.in_cell():
            return console.ready_loop().create_task(coro, **options)
        return plain(coro, **options)

    return create_task


class Background:
    """The loop on the script thread. It runs while a cell awaits and while the prompt is idle.

    SIGINT is unblocked while a cell awaits, and blocked while the prompt is idle. The signal handlers here raise only
    inside the user's code: an exception inside the loop's code could lose a task.
    """

    def __init__(self, host):
        self._host = host
        self._loop = None
        self._tasks = {}  # unfinished task -> _Start. The loop itself holds tasks weakly.
        self._failed = []
        self._policy = None  # the console's policy while a script file has its own
        self._cell = None  # the task of the awaiting cell
        self._result = None  # of that task, once it has ended
        self._stage, self._asked_at = RUNNING, 0.0
        # The run that the output of a task and its callbacks belongs to; 0 is the current run.
        self._run = contextvars.ContextVar("gimbal_run", default=0)
        host.follow(self._run)
        self._idle = self._given_up = self._woken = self._ending = self._count_due = False
        if self.in_cell():
            self.begin_cell()  # asyncio.get_event_loop() finds the loop immediately

    def in_cell(self):
        """Whether this is the script thread and it runs a cell, not a script file."""
        return self._host.in_cell()

    def ready_loop(self):
        """The loop. Makes it on first use, and again if a script has closed it."""
        if self._loop is None or self._loop.is_closed():
            loop = asyncio.new_event_loop()
            loop.set_task_factory(self._make_task)
            loop.set_exception_handler(self._show_problem)
            loop.add_reader(self._host.descriptor, self._obey)
            signal(self._host.interrupt_signal, self._on_idle_interrupt)
            self._loop, self._tasks, self._count_due = loop, {}, False
        asyncio.set_event_loop(self._loop)  # asyncio.run() has removed it
        return self._loop

    def begin_cell(self):
        self.ready_loop()
        self._run.set(self._host.run_id())

    def end_cell(self):
        self._run.set(0)
        self._mend()

    def begin_program(self):
        """Give a script file asyncio as in python3, without a loop."""
        self._policy = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(None)

    def end_program(self):
        self._mend()
        if self._policy is not None:
            asyncio.set_event_loop_policy(self._policy)
            self._policy = None

    # --- A cell that awaits

    def run(self, coroutine):
        """Run a cell's coroutine to its end. Returns None or the exception to raise."""
        loop = self.ready_loop()
        context = contextvars.copy_context()
        self._stage, self._given_up = RUNNING, False
        task = self._cell = loop.create_task(coroutine, context=context)
        task.set_name(self._host.cell_name())
        task.add_done_callback(lambda _: loop.stop())
        ours = getsignal(SIGINT) is default_int_handler  # else the script has set a handler
        if ours:
            signal(SIGINT, self._on_stop)
        self._host.set_awaiting(ours)
        try:
            pthread_sigmask(SIG_UNBLOCK, [SIGINT])
            while not task.done() and not self._given_up:
                self._run_loop()
        finally:
            pthread_sigmask(SIG_BLOCK, [SIGINT])
            if ours and getsignal(SIGINT) == self._on_stop:
                signal(SIGINT, default_int_handler)
            self._cell = None
            self._host.set_cleaning(False)
            self._host.set_awaiting(False)
        for variable, value in context.items():  # as if the cell had run in the console's own context
            if variable.get(None) is not value:
                variable.set(value)
        return self._outcome(task)

    def _outcome(self, task):
        if not task.done():
            task.cancel()
            task_report.say(
                f"{task_report.describe(task)} did not end at the second Stop and goes on in the background\n"
            )
            return KeyboardInterrupt()
        try:
            self._result = task.result()
        except asyncio.CancelledError as error:
            trace = task_report.of_user(error.__traceback__)
            return (KeyboardInterrupt() if self._stage != RUNNING else error).with_traceback(trace)
        except BaseException as error:
            return error.with_traceback(task_report.of_user(error.__traceback__))
        return None

    def take_result(self):
        """What the coroutine that run() has run last returned."""
        result, self._result = self._result, None
        return result

    def _on_stop(self, _number, frame):
        """SIGINT while a cell awaits. The first one cancels the task; later ones interrupt the code or end the wait."""
        if self._stage == RUNNING:
            self._stage, self._asked_at = ASKED, time.monotonic()
            self._cell.cancel()
            self._loop.call_soon_threadsafe(self._stop_has_arrived)
        elif task_report.in_user_code(frame):
            at_fault = self._stage == CLEANING or asyncio.current_task(self._loop) is self._cell
            if at_fault or time.monotonic() - self._asked_at > HELD_SECONDS:
                raise KeyboardInterrupt
        elif self._stage == CLEANING:
            self._given_up = True
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _stop_has_arrived(self):
        if self._stage == ASKED:
            self._stage = CLEANING
            self._host.set_cleaning(True)

    # --- While the prompt is idle

    def serve(self, descriptor):
        """Run the loop until the descriptor is readable. Returns False if there is no loop."""
        if self._loop is None or self._loop.is_running():
            return False
        loop = self.ready_loop()
        self._woken, self._idle = False, True
        loop.add_reader(descriptor, self._wake)
        if self._failed:
            loop.call_later(RETRIEVE_SECONDS, self._show_failed)
        try:
            self._host.begin_idle()
            while not self._woken and not loop.is_closed():
                self._run_loop()
        finally:
            self._idle = False
            self._host.end_idle()
            if not loop.is_closed():
                loop.remove_reader(descriptor)
        return True

    def _wake(self):
        self._woken = True
        self._loop.stop()

    def _on_idle_interrupt(self, _number, frame):
        """The engine sends this signal if the loop is blocked for too long: interrupt the code that blocks it."""
        if self._idle and self._host.take_interrupt() and task_report.in_user_code(frame):
            raise KeyboardInterrupt

    def _obey(self):
        self._host.taken()
        self.cancel()

    def tasks(self):
        """The unfinished tasks, without the task of the awaiting cell."""
        if self._loop is None:
            return []
        return [
            task
            for task in asyncio.all_tasks(self._loop) | set(self._tasks)
            if task is not self._cell and not task.done()
        ]

    def cancel(self):
        """Cancel all tasks but the calling one; returns their number. Thread: script."""
        running = asyncio.current_task(self._loop) if asyncio._get_running_loop() else None
        asked = [task for task in self.tasks() if task is not running]
        for task in asked:
            task.cancel()
        return len(asked)

    def cancel_from_anywhere(self):
        """Cancel all tasks; returns their number. Thread: any."""
        if self._host.on_script_thread():
            return self.cancel()
        try:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self.cancel)
        except RuntimeError:  # a script has closed it; then nothing runs
            return 0
        return len(self.tasks())

    def shut_down(self, seconds):
        """Cancel all tasks, wait for them at most `seconds`, and close the loop."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        end = loop.time() + seconds
        self.cancel()
        self._ending = True
        generators = loop.create_task(loop.shutdown_asyncgens())
        loop.call_at(end, loop.stop)
        while self._tasks and loop.time() < end:
            self._run_loop()
        left = [task for task in self._tasks if task is not generators]
        if left:
            task_report.say(f"left behind: {', '.join(task_report.describe(task) for task in left)}\n")
        loop.close()

    # --- Hooks of the loop

    def _run_loop(self):
        try:
            self._loop.run_forever()
        except BaseException as error:
            if not any(task._exception is error for task in self._tasks):  # else _task_done reports it
                task_report.say("a callback of the event loop raised:\n", task_report.text(error))
        finally:
            self._mend()

    def _mend(self):
        """No loop runs now. One that a Stop has ended in its own `finally` still claims to, and could not run again.

        Calls no Python code of asyncio, which the last step of Stop would end too.
        """
        runs_here = getattr(self._loop, "_thread_id", None) == get_ident()  # a script may run it on another thread
        if asyncio._get_running_loop() is None and not runs_here:
            return
        asyncio._set_running_loop(None)
        sys.set_asyncgen_hooks(None, None)
        if runs_here:
            self._loop._thread_id, self._loop._stopping = None, False

    def _make_task(self, loop, coro, **options):
        starter = asyncio.current_task(loop)
        context = options.get("context")
        run = context.get(self._run, 0) if context is not None else self._run.get()
        task = asyncio.Task(coro, loop=loop, **options)
        task._gimbal_start = self._tasks[task] = _Start(
            starter is None or starter is self._cell, task_report.place(), run
        )
        task.add_done_callback(self._task_done)
        self._count_changed()
        return task

    def _task_done(self, task):
        start = self._tasks.pop(task, _UNKNOWN)
        self._count_changed()
        if self._ending and not self._tasks:
            self._loop.stop()
        if task is self._cell or task.cancelled():
            return
        if isinstance(task._exception, (KeyboardInterrupt, SystemExit)):
            task._log_traceback = False
            self._say(
                start.run, f"{task_report.describe(task, start.place)} {task_report.forced_end(task._exception)}\n"
            )
        elif (
            start.typed and task._log_traceback
        ):  # nobody else retrieves the exception of a task that was typed at the prompt
            self._failed.append((task, start))
            if self._cell is None:
                self._loop.call_later(RETRIEVE_SECONDS, self._show_failed)

    def _show_failed(self):
        if self._cell is not None:
            return  # the cell may still retrieve the exception; serve() calls this again after the cell
        failed, self._failed = self._failed, []
        for task, start in failed:
            if task._log_traceback:  # nobody has retrieved the exception
                task._log_traceback = False
                self._say(
                    start.run, f"{task_report.describe(task, start.place)} failed:\n", task_report.text(task._exception)
                )

    def _show_problem(self, _loop, context):
        """Report what the loop would log: a dropped task that failed, or a callback that raised."""
        if self._ending:
            return
        task, error = context.get("task") or context.get("future"), context.get("exception")
        start = getattr(task, "_gimbal_start", _UNKNOWN)
        what = f"{task_report.describe(task, start.place)}: " if isinstance(task, asyncio.Task) else ""
        words = f"{what}{context.get('message', 'a problem of the event loop')}\n"
        self._say(start.run or self._run_of(context.get("handle")), words, task_report.text(error) if error else "")

    def _run_of(self, handle):
        """The run of a callback that raised. Before 3.12 the handler does not run in the callback's context."""
        context = getattr(handle, "_context", None)
        return self._run.get() if context is None else context.get(self._run, 0)

    def _say(self, run, words, trace=""):
        """Write as output of the given run."""
        before = self._run.set(run)
        try:
            task_report.say(words, trace)
        finally:
            self._run.reset(before)

    def _count_changed(self):
        if not self._count_due:
            self._count_due = True
            self._loop.call_later(0.05, self._post_count)

    def _post_count(self):
        self._count_due = False
        self._host.post_count(len(self._tasks) - (self._cell in self._tasks))
