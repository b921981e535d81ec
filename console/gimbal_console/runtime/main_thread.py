"""Corrects threading.main_thread(), which before CPython 3.13 is the thread that has imported threading."""

import _thread


def install(threading, ident, native_id):
    main = threading._main_thread
    # The lock of a thread is released when it ends. The main thread's is held until the interpreter ends.
    lock = _thread.allocate_lock()
    lock.acquire()
    with threading._shutdown_locks_lock:
        threading._shutdown_locks.discard(main._tstate_lock)
        threading._shutdown_locks.add(lock)
    with threading._active_limbo_lock:
        del threading._active[main._ident]
        main._ident, main._native_id, main._tstate_lock = ident, native_id, lock
        threading._active[ident] = main
