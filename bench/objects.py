"""Measures creating, finding and removing objects, at growing counts. The time for one must not grow.

Run it inside the program."""
import time

import gimbal

COUNTS = (10_000, 30_000, 100_000)
REPEATS = 7


def add(count: int) -> None:
    for _ in range(count):
        gimbal.scene.add("cube")


def place(count: int) -> None:
    for thing in gimbal.scene.objects:
        thing.location = (1.0, 2.0, 3.0)


def find(count: int) -> None:
    objects = gimbal.scene.objects
    for index in range(1, count):
        objects[f"cube.{index:03}"]


STEPS = [('scene.add("cube")', add), ("thing.location = …, over scene.objects", place), ("scene.objects[name]", find)]


def seconds(step, count: int) -> float:
    began = time.perf_counter()
    step(count)
    return time.perf_counter() - began


def main() -> None:
    print("| objects | " + " | ".join(name for name, _ in STEPS) + " |\n" + "| --- " * (len(STEPS) + 1) + "|")
    for count in COUNTS:
        best = [float("inf")] * len(STEPS)
        for _ in range(REPEATS):
            gimbal.scene.clear()
            for index, (_, step) in enumerate(STEPS):
                best[index] = min(best[index], seconds(step, count))
        print(f"| {count:,} | " + " | ".join(f"{count / value:,.0f} a second" for value in best) + " |")


main()
