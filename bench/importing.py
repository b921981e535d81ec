"""Measures `import gimbal` in an ordinary python3, from the start of the process to its end, with its floor."""
import os
import subprocess
import time

from measure import PROGRAM, environment, head, in_turn, row

RUNS = 101
PACKAGES = os.path.join(os.path.dirname(PROGRAM), "share", "python")


def milliseconds_of(code: str) -> float:
    began = time.perf_counter()
    subprocess.run(["/usr/bin/python3", "-c", code], check=True, env=environment(PYTHONPATH=PACKAGES))
    return 1e3 * (time.perf_counter() - began)


def main() -> None:
    codes = {
        "pass": "pass",
        "gimbal": "import gimbal",
        "json": "import json",
        "numpy": "import numpy",
    }
    figures = in_turn(RUNS, **{name: lambda code=code: milliseconds_of(code) for name, code in codes.items()})
    floor = figures["pass"].median
    head("python3 -c", f"median of {RUNS} (least to greatest)", "more than `pass`")
    for name, code in codes.items():
        row(f"`{code}`", figures[name].text("ms"), f"{figures[name].median - floor:.1f} ms")


if __name__ == "__main__":
    main()
