"""Measures `scene.add(mesh, name="o")` in a program that has just started, and again after `scene.clear()`.

usage: first_objects.py [PROCESSES]. Each process measures one count, because memory is new only once. The figures are
of the script thread's processor time, which other programs disturb less than they do the wall time. The floor is a
fresh block of as many pages as the first time has touched, written once.
"""
import json
import subprocess
import sys

import measure

COUNTS = (10_000, 30_000, 100_000)
CODE = """
import json, resource, time
import gimbal
mesh, add = gimbal.scene.add("cube").mesh, gimbal.scene.add
def timed(work):
    faults, wall, cpu = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt, time.perf_counter(), time.thread_time()
    work()
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    return cpu, wall, resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - faults
def objects():
    for _ in range(COUNT): add(mesh, name="o")
first = timed(objects)
floor = timed(lambda: b"o" * (first[2] * 4096))
gimbal.scene.clear()
mesh = gimbal.scene.add("cube").mesh
print(json.dumps([first, timed(objects), floor]))
"""


def one(count: int) -> list:
    command = [measure.PROGRAM, "--headless", "--safe-mode", "-c", CODE.replace("COUNT", str(count))]
    done = subprocess.run(command, check=True, env=measure.environment(), stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main() -> None:
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    measure.head(
        "objects", "first time, a second", "again, a second", "first time, wall", "new pages", "floor: the pages"
    )
    for count in COUNTS:
        one(count)  # the program's files are read from the disk
        runs = [one(count) for _ in range(processes)]
        first, again, wall = (
            measure.Figures(count / 1e6 / run[step][clock] for run in runs) for step, clock in ((0, 0), (1, 0), (0, 1))
        )
        floor = measure.Figures(1e3 * run[2][0] for run in runs)
        pages = measure.Figures(run[0][2] for run in runs)
        measure.row(
            f"{count:,}", *(figures.text("million", 2) for figures in (first, again, wall)), f"{pages.median:,.0f}",
            floor.text("ms"),
        )


main()
