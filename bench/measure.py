"""Shared by the benchmarks: medians with their spread, a clean environment, a table."""
import os
import statistics
import subprocess
import sys
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("GIMBAL", os.path.join(SOURCE, "build", "release", "gimbal"))


def environment(**more: str) -> dict[str, str]:
    """Returns this environment without Python's variables, which change output and start-up."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}, **more}


class Figures(list):
    """Measured values in one unit."""

    @property
    def median(self) -> float:
        return statistics.median(self)

    def text(self, unit: str, digits: int = 1) -> str:
        """Returns the median with the smallest and the largest value."""
        return f"{self.median:.{digits}f} {unit} ({min(self):.{digits}f} to {max(self):.{digits}f})"


def seconds_of(command: list[str], **options) -> float:
    """Returns the wall time of a command. An exit code other than 0 is an error."""
    began = time.perf_counter()
    subprocess.run(command, check=True, env=environment(), **options)
    return time.perf_counter() - began


def in_turn(runs: int, **measured) -> dict[str, Figures]:
    """Calls the functions of `measured` in turn, A B A B ..., so that a drift of the machine affects all alike.

    The first call of each does not count."""
    for function in measured.values():
        function()
    figures = {name: Figures() for name in measured}
    for _ in range(runs):
        for name, function in measured.items():
            figures[name].append(function())
    return figures


def row(*cells: str) -> None:
    """Prints one line of a Markdown table and flushes it."""
    print("| " + " | ".join(cells) + " |", flush=True)


def head(*cells: str) -> None:
    row(*cells)
    row(*("---" for _ in cells))


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
