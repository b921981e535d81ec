#!/usr/bin/python3
"""Starts the program and an engine repeatedly with live threads, timers and running code, and ends them at random.

Counts the processes that hang (they are killed at a deadline), crash or exit with a wrong code. The engine has the
options of a window's.

    starts_and_exits.py GIMBAL ENGINE_SUBJECT [--count 500] [--seconds 0] [--seed 1]

`--seconds` ends early, after each case has run once. Two processes run at a time. All 500:
    tests/exits/starts_and_exits.py build/release/gimbal build/release/console/tests/engine/engine_subject
"""
import argparse
import collections
import concurrent.futures
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

DEADLINE_S = 120
ENDLESS_LOOP = os.environ.get("GIMBAL_ENDLESS_LOOP", "while True: pass")  # ThreadSanitizer needs a different one

# Code that leaves something alive at the end. Each works in a script and in a cell, and the script ends by itself.
LIVING = {
    "nothing": "pass",
    "daemon threads that sleep": "import threading, time\n"
    "for _ in range(4): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
    "daemon threads that compute": "import threading\ndef spin():\n    " + ENDLESS_LOOP + "\n"
    "for _ in range(2): threading.Thread(target=spin, daemon=True).start()",
    "daemon threads that print": "import sys, threading, time\ndef say():\n"
    "    while True: print('line'); time.sleep(0.001)\n"
    "for _ in range(3): threading.Thread(target=say, daemon=True).start()",
    "daemon threads that start threads": "import threading, time\ndef more():\n    while True:\n"
    "        threading.Thread(target=time.sleep, args=(0.01,), daemon=True).start(); time.sleep(0.002)\n"
    "threading.Thread(target=more, daemon=True).start()",
    "a thread that ends": "import threading, time\nthreading.Thread(target=time.sleep, args=(0.05,)).start()",
    "timers": "import threading\nfor i in range(5): threading.Timer(0.02 * i, print, ('timer',)).start()",
    "a timer that is cancelled by atexit": "import atexit, threading\n"
    "t = threading.Timer(100, print); t.daemon = True; t.start(); atexit.register(t.cancel)",
    "an interval timer": "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None); "
    "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)",
    "a pending task": "import asyncio\nloop = asyncio.new_event_loop()\nasync def wait():\n"
    "    try: await asyncio.sleep(100)\n"
    "    finally: pass\ntask = loop.create_task(wait())\nloop.run_until_complete(asyncio.sleep(0.01))",
    "a loop in a thread": "import asyncio, threading\nloop = asyncio.new_event_loop()\n"
    "threading.Thread(target=loop.run_forever, daemon=True).start()\n"
    "loop.call_soon_threadsafe(loop.create_task, asyncio.sleep(100))",
    "an open generator": "def numbers():\n    try:\n        while True: yield 1\n    finally: print('closed')\n"
    "g = numbers(); next(g)",
    "executor tasks": "import concurrent.futures, time\npool = concurrent.futures.ThreadPoolExecutor(3)\n"
    "for i in range(6): pool.submit(time.sleep, 0.01)",
    "atexit functions": "import atexit\nfor i in range(10): atexit.register(print, i)\natexit.register(lambda: 1 / 0)",
    "objects with __del__": "import sys\nclass Thing:\n    def __del__(self): len(self.__dict__); print('gone')\n"
    "things = [Thing() for _ in range(20)]\n"
    "things[0].me = things",
    "a child process": "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(0.3)'])",
    "a locked lock": "import threading\nlock = threading.Lock(); lock.acquire()\n"
    "threading.Thread(target=lock.acquire, daemon=True).start()",
}
# Daemon threads inside a call of gimbal at the end. They run in the program, with a scene, and not in the bare engine.
MESH = "import gimbal, threading, time\no = gimbal.scene.add('sphere'); o.mesh.subdivide(levels=3); o.selected = True\n"
REPEAT = "def work():\n    while True: {}\nthreading.Thread(target=work, daemon=True).start(); time.sleep(0.2)"
INSIDE_GIMBAL = {
    "smoothing": MESH + REPEAT.format("o.mesh.smooth(iterations=50)"),
    "adding": MESH + REPEAT.format("gimbal.scene.add('cube').bounds"),
    "bounds": MESH + REPEAT.format("gimbal.scene.bounds"),
    "a command": MESH + REPEAT.format("gimbal.ops.mesh.smooth(iterations=1)"),
    "pictures": MESH + REPEAT.format("gimbal.view.screenshot(width=64, height=64)"),
    "an iterator": "import gimbal, threading, time\nclass Rows:\n    def __iter__(self):\n"
    "        while True: time.sleep(0.001); yield (0, 0, 0)\n"
    "threading.Thread(target=gimbal.scene.add_mesh, args=('x', Rows(), []), daemon=True).start(); time.sleep(0.2)",
}
# Code that still runs at the end, in an engine with a window's options and under a signal.
RUNNING = {
    "a loop": ENDLESS_LOOP,
    "a sleep": "import time; time.sleep(100)",
    "a C call": "sum(range(10**11))",
    "input": "input()",
    "a wait": "import threading; threading.Event().wait()",
    "a loop that swallows interrupts": "import time\nwhile True:\n    try: time.sleep(0.01)\n"
    "    except KeyboardInterrupt: pass",
    "asyncio.run": "import asyncio; asyncio.run(asyncio.sleep(100))",
    "prints": "while True: print('line')",
    "imports": "import asyncio, concurrent.futures, unittest.mock, email.message, sqlite3, xml.dom.minidom, "
    "http.server",
}

Case = collections.namedtuple("Case", "name arguments code signal")


def cases(gimbal: str, subject: str, user_dir: str) -> list[Case]:
    headless = [gimbal, "--user-dir", user_dir, "--headless", "-c"]
    made = []
    for name, code in LIVING.items():
        if name == "an interval timer":  # SIGALRM ends python3 too, when Python restores the default actions of signals
            made.append(
                Case(
                    f"headless, {name}",
                    headless + [code + "\nimport atexit; atexit.register(signal.setitimer, 0, 0)"],
                    0,
                    None,
                )
            )
            made.append(Case(f"engine, {name}", [subject, "quit-after", "{moment}", code], 0, None))
            continue
        made.append(Case(f"headless, {name}", headless + [code], 0, None))
        made.append(Case(f"headless, {name}, sys.exit(7)", headless + [code + "\nimport sys; sys.exit(7)"], 7, None))
        made.append(Case(f"engine, {name}", [subject, "quit-after", "{moment}", code], 0, None))
    for name, code in INSIDE_GIMBAL.items():
        made.append(Case(f"headless, a daemon thread in gimbal: {name}", headless + [code], 0, None))
    made.append(Case("headless, an exception", headless + ["1 / 0"], 1, None))
    made.append(
        Case(
            "headless, os._exit", headless + [LIVING["daemon threads that print"] + "\nimport os; os._exit(5)"], 5, None
        )
    )
    for name, code in RUNNING.items():
        made.append(Case(f"engine, {name}", [subject, "quit-after", "{moment}", code], 0, None))
    for name in ("a loop", "a sleep", "a C call", "prints"):
        made.append(Case(f"headless, {name}, SIGTERM", headless + [RUNNING[name]], -signal.SIGTERM, signal.SIGTERM))
    for name in ("a loop", "a sleep", "a wait"):
        made.append(
            Case(
                f"headless, {name}, SIGINT",
                headless + ["print('on', flush=True)\n" + RUNNING[name]],
                -signal.SIGINT,
                signal.SIGINT,
            )
        )
    return made


# CPython notes a signal that arrives just before a call starts to wait, and handles it only after the call: of 1500
# Ctrl-C that met python3 as it went to sleep, four had no effect. Press once more, as a user would. Of 500 cases only
# a few may need that.
pressed_again: list[str] = []
MAY_NEED_IT = 2


def exit_code(process: subprocess.Popen, case: Case) -> int:
    """Waits for the end. The first Ctrl-C gets a quarter of the time."""
    if case.signal == signal.SIGINT:
        try:
            return process.wait(DEADLINE_S / 4)
        except subprocess.TimeoutExpired:
            pressed_again.append(case.name)
            process.send_signal(case.signal)
    return process.wait(DEADLINE_S)


def run(case: Case, moment: float) -> str:
    """Returns what went wrong with one process; empty if nothing did."""
    arguments = [argument.replace("{moment}", f"{moment:.3f}") for argument in case.arguments]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY") and not name.startswith("PYTHON")
    }
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if case.signal == signal.SIGINT else out,
            stderr=err,
            env=environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            if case.signal == signal.SIGINT:
                process.stdout.readline()  # a signal before this line could hit the start of python3
            if case.signal:
                time.sleep(moment)
                process.send_signal(case.signal)
            code = exit_code(process, case)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = "hung, killed"
        if case.signal == signal.SIGINT:
            process.stdout.close()
        if code == case.code:
            return ""
        err.seek(0)
        return (
            f"{case.name} (after {moment:.3f} s): exit {code} instead of {case.code}; "
            f"{err.read()[-1500:].decode(errors='replace')}"
        )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("gimbal")
    parser.add_argument("subject")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    begin, wrong, exits, done = time.monotonic(), [], collections.Counter(), 0
    with tempfile.TemporaryDirectory() as user_dir, concurrent.futures.ThreadPoolExecutor(2) as two:
        all_cases = cases(options.gimbal, options.subject, user_dir)
        chance.shuffle(all_cases)
        moments = [chance.choice((0, chance.uniform(0, 0.05), chance.uniform(0, 0.5))) for _ in range(options.count)]

        def one(number: int):
            if options.seconds and number >= len(all_cases) and time.monotonic() - begin > options.seconds:
                return None
            case = all_cases[number % len(all_cases)]
            return case, run(case, moments[number])

        for result in two.map(one, range(options.count)):
            if result is None:
                continue
            done += 1
            case, what = result
            exits["wrong" if what else f"exit {case.code}"] += 1
            if what:
                wrong.append(what)
                print(what, flush=True)
    if len(pressed_again) > MAY_NEED_IT:
        wrong.append("lost interrupts")
        print(f"needed a second Ctrl-C: {', '.join(pressed_again)}", flush=True)
    print(
        f"{done} starts and exits of {len(all_cases)} kinds in {time.monotonic() - begin:.0f} s: {dict(exits)}; "
        f"{len(wrong)} wrong"
    )
    return 1 if wrong or done < min(options.count, len(all_cases)) else 0


if __name__ == "__main__":
    sys.exit(main())
