"""Starts a host with everything alive and ends it in a random way, many times. None hangs, crashes or loses output.

    exit_storm.py PROGRAM [COUNT [FIRST_SEED]]

COUNT is GIMBAL_EXITS or 30. Two processes run at a time. A failure names its seed: `exit_storm SEED` repeats it.
"""
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import time

DEADLINE = 120  # seconds; generous, because the machine may be busy


def what_is_wrong(program, seed):
    """Runs one process. Returns how it ended, and what is wrong with that; empty if nothing is."""
    try:
        done = subprocess.run(
            [program, str(seed)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=DEADLINE,
        )
    except subprocess.TimeoutExpired as hung:
        return "hung", f"hangs; it wrote last {(hung.stdout or b'')[-500:]!r}"
    out, tail = done.stdout.decode(errors="replace"), (done.stdout[-300:], done.stderr[-1500:])
    end = re.search(r"^end (\d+) (.*)$", out, re.M)
    if not end:
        return "no end", f"exit code {done.returncode} without its last line: {tail}"
    if done.returncode != int(end[1]):
        return end[2], f"exit code {done.returncode} and not {end[1]}: {tail}"
    if "the last line\n" not in out:
        return end[2], f"a line that was printed before the exit is lost: {tail}"
    if "in vain" in out:
        return end[2], f"a wait of the host was in vain: {tail}"
    return end[2], ""


def main():
    program = sys.argv[1]
    count = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("GIMBAL_EXITS", "30"))
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    begin, ends, failures = time.monotonic(), collections.Counter(), 0
    with concurrent.futures.ThreadPoolExecutor(2) as two:
        for seed, (end, wrong) in zip(
            range(first, first + count), two.map(lambda seed: what_is_wrong(program, seed), range(first, first + count))
        ):
            ends[end] += 1
            failures += bool(wrong)
            if wrong:
                print(f"seed {seed}, {end}: {wrong}", flush=True)
    print(f"{count} exits in {time.monotonic() - begin:.0f} s: {dict(ends)}; {failures} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
