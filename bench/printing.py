"""Measures printing a million short lines in the window, its memory, and the same loop in `python3 > /dev/null`."""
import os
import subprocess
import tempfile

from measure import Figures, environment, head, in_turn, row
from window import Window

LOOP = (
    "import time\nbegan = time.perf_counter()\nfor i in range(1_000_000): print(i)\n"
    "seconds = time.perf_counter() - began\n"
)
RUNS = 15
PYTHON = os.environ.get("GIMBAL_BENCH_PYTHON", "/usr/bin/python3")  # the python3 to compare with


def in_python3() -> float:
    with tempfile.NamedTemporaryFile("r") as file:
        subprocess.run(
            [PYTHON, "-c", LOOP + f"open({file.name!r}, 'w').write(str(seconds))"],
            stdout=subprocess.DEVNULL,
            check=True,
            env=environment(),
        )
        return float(file.read())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Window() as window:
        result = os.path.join(folder, "seconds")

        def in_window() -> float:
            window.run_and_wait(LOOP + f"open({result!r}, 'w').write(str(seconds))", result)
            with open(result, encoding="ascii") as file:
                return float(file.read())

        before = window.memory_mib()
        figures = in_turn(RUNS, python3=in_python3, window=in_window)
        after = window.memory_mib()
    head("a million printed lines", f"median of {RUNS}", "lines a second", "ratio")
    floor: Figures = figures["python3"]
    for name, label in (("python3", "python3 > /dev/null"), ("window", "in the window")):
        row(
            label,
            figures[name].text("s", 2),
            f"{1e6 / figures[name].median:,.0f}",
            f"{figures[name].median / floor.median:.2f}",
        )
    print(f"\nMemory of the window: {before:.0f} MiB before, {after:.0f} MiB after {RUNS + 1} million lines.")


if __name__ == "__main__":
    main()
