"""Awaiting native work in any event loop, and coroutines that C++ calls."""

import asyncio
import weakref

from _thread import allocate_lock

_channels = weakref.WeakKeyDictionary()  # event loop -> _Channel, or None if it watches no descriptors
_lock = allocate_lock()  # loops of several threads


async def wait_for(job):
    """Wait until the job has ended and return its result. Cancelling the task that waits cancels the job."""
    if not job.done():
        try:
            await _end_of(job)
        except asyncio.CancelledError:
            job.cancel()
            raise
    return job.result(0)


def _end_of(job):
    loop = asyncio.get_running_loop()
    with _lock:
        if loop not in _channels:
            try:
                _channels[loop] = _Channel(loop, job._new_channel())
            except NotImplementedError:
                _channels[loop] = None
        channel = _channels[loop]
    return channel.end_of(job) if channel else loop.run_in_executor(None, job._wait)


class _Channel:
    """The jobs that one loop waits for.

    C++ writes to a descriptor, because the thread that ends a job may not call Python: it may be the UI thread, or the
    interpreter may be about to end. A loop that has been closed is never called.
    """

    def __init__(self, loop, native):
        self._native = native
        self._waiting = {}  # number of a wait -> asyncio.Future
        loop.add_reader(native.descriptor, self._wake)

    async def end_of(self, job):
        waiter = asyncio.get_running_loop().create_future()
        number = self._native.watch(job)
        self._waiting[number] = waiter
        try:
            await waiter
        finally:
            self._waiting.pop(number, None)

    def _wake(self):
        for number in self._native.take_ended():
            waiter = self._waiting.get(number)
            if waiter is not None and not waiter.done():
                waiter.set_result(None)


class Runner:
    """Runs a coroutine that C++ has called, on an event loop that is made for it."""

    def __init__(self, coroutine):
        self._coroutine, self._loop, self._task, self._cancelled = coroutine, None, None, False

    def run(self):
        """Run it to its end and return its result."""
        if asyncio._get_running_loop() is not None:
            self._coroutine.close()
            raise RuntimeError(
                "C++ has called an async function on a thread whose event loop runs: use Where::run or Where::handlers"
            )
        return asyncio.run(self._main())

    def cancel(self):
        """Cancel it. Thread: any."""
        self._cancelled = True
        if self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _main(self):
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._cancelled:
            self._task.cancel()
        return await self._coroutine
