"""The threads that run the functions of the user, and what waits for them."""

from __future__ import annotations

import queue
import threading
from collections import deque
from typing import Any, Callable, Deque, Optional, Tuple


def report(error: BaseException) -> None:
    """An error of the user's function goes where those of threads go."""
    arguments = (type(error), error, error.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(arguments))


def guard(function: Callable[..., Any], *arguments: Any) -> None:
    """A function of the user must not end a thread of the link, not even by SystemExit."""
    try:
        function(*arguments)
    except BaseException as error:
        report(error)


class Backlog:
    """What waits for a handler. Of more than `most` the oldest is dropped and counted, so a slow one costs no memory.

    The link's thread puts; the thread of the handler takes.
    """

    def __init__(self, most: int) -> None:
        self._most = max(most, 1)
        self._lock = threading.Lock()
        self._items: Deque[Any] = deque()
        self._lost = 0

    def put(self, item: Any, lost: int = 0) -> bool:
        """`lost`: items that were dropped before this one. False: it took the place of one that was posted."""
        with self._lock:
            full = len(self._items) >= self._most
            if full:
                _, before = self._items.popleft()
                self._lost += 1 + before
            self._items.append((item, lost))
            return not full

    def take(self) -> Tuple[Any, int]:
        """The oldest, and how many were lost before it. Call it once for each `put` that was True."""
        with self._lock:
            item, lost = self._items.popleft()
            lost, self._lost = lost + self._lost, 0
            return item, lost


class Lane:
    """Runs its functions one at a time, in order."""

    def __init__(self) -> None:
        self.waiting: Deque[Callable[[], Any]] = deque()
        self.running = False


class HandlerPool:
    def __init__(self, threads: int) -> None:
        self._queue: queue.SimpleQueue[Optional[Callable[[], Any]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._run, name="link handlers", daemon=True) for _ in range(max(threads, 1))
        ]
        for thread in self._threads:
            thread.start()

    def post(self, function: Callable[[], Any], lane: Optional[Lane] = None) -> None:
        if self._stopping:
            return
        if lane is None:
            self._queue.put(function)
            return
        with self._lock:
            lane.waiting.append(function)
            if not lane.running:
                lane.running = True
                self._queue.put(lambda: self._run_lane(lane))

    def _run_lane(self, lane: Lane) -> None:
        with self._lock:
            function = lane.waiting.popleft()
        try:
            function()
        finally:
            with self._lock:
                lane.running = bool(lane.waiting)
                if lane.running:
                    self._queue.put(lambda: self._run_lane(lane))

    def _run(self) -> None:
        while True:
            function = self._queue.get()
            if function is None or self._stopping:
                return
            guard(function)
            del function

    def stop(self) -> None:
        self._stopping = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()
