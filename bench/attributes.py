"""Measures reading and writing an object's attributes against `math.fabs(1.0)` in the same run.

Run it inside the program.

Timings are bimodal by a factor of 2.5, so each is the best of many short ones, taken in turn.
"""
import math
import timeit

import gimbal

LOOPS, REPEATS = 10_000, 300
STATEMENTS = [
    # statement, target as a multiple of math.fabs(1.0)
    ("math.fabs(1.0)", None),
    ("ring.name", 2),
    ("ring.visible", 2),
    ("ring.exists()", 2),
    ("ring.location", 3),
    ("ring.visible = True", None),
    ("ring.location = (1.0, 2.0, 3.0)", None),
]


def main() -> None:
    ring = gimbal.scene.add("torus", name="ring")
    timers = {statement: timeit.Timer(statement, globals={"math": math, "ring": ring}) for statement, _ in STATEMENTS}
    best = dict.fromkeys(timers, math.inf)
    for _ in range(REPEATS):
        for statement, timer in timers.items():
            best[statement] = min(best[statement], timer.timeit(LOOPS) / LOOPS * 1e9)
    print("| Python statement | best, ns | times math.fabs(1.0) | target |\n| --- | --- | --- | --- |")
    for statement, target in STATEMENTS:
        ratio = best[statement] / best["math.fabs(1.0)"]
        print(f"| `{statement}` | {best[statement]:.0f} | {ratio:.2f} | {f'under {target}' if target else ''} |")


main()
