"""Measures how late the timers of scripts call their function, beside threading.Timer of python3.

Each program waits for a chain of timers of 5 ms, idle and beside a spinning script. The two programs take turns.

usage: timers.py [ROUNDS]
"""
import json
import subprocess
import sys

from measure import PROGRAM, environment, head, note, row

TURNS = 5
DELAY = 0.005
CODE = """
import json, threading, time
try: from gimbal_console.timers import call_later
except ModuleNotFoundError: call_later = None
late, done = [], threading.Event()
def start():
    global due
    due = time.monotonic() + {delay}
    if call_later: call_later({delay}, call)
    else: threading.Timer({delay}, call).start()
def call():
    late.append(1e3 * (time.monotonic() - due))
    start() if len(late) < {rounds} else done.set()
start()
if {spins}:
    while len(late) < {rounds}: pass
done.wait()
print(json.dumps(late))
"""


def measure(command: list[str], rounds: int, spins: bool) -> list[float]:
    code = CODE.format(delay=DELAY, rounds=rounds, spins=spins)
    done = subprocess.run([*command, code], check=True, env=environment(), capture_output=True, text=True)
    return json.loads(done.stdout)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    programs = {
        "floor: `threading.Timer` in python3": ["/usr/bin/python3", "-I", "-c"],
        "`timers.call_later()`": [PROGRAM, "--safe-mode", "--headless", "-c"],
    }
    head("a delay of 5 ms", f"late, median of {TURNS * rounds}", "p99", "longest")
    for load, spins in (("idle", False), ("beside a spinning script", True)):
        note(f"timers: {load}")
        late: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(TURNS):
            for name, command in programs.items():
                late[name] += measure(command, rounds, spins)
        for name, values in late.items():
            values.sort()
            row(
                f"{name}, {load}",
                f"{values[len(values) // 2]:.2f} ms",
                f"{values[len(values) * 99 // 100]:.2f} ms",
                f"{values[-1]:.2f} ms",
            )


if __name__ == "__main__":
    main()
