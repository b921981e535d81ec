"""Measures the start of `gimbal --headless -c "print(1)"` against `python3 -c "print(1)"`, and of the window."""
import subprocess
import tempfile

from measure import PROGRAM, Figures, head, in_turn, row, seconds_of
from window import Window

RUNS, WINDOWS = 31, 7


def seconds_to_prompt() -> float:
    with Window() as window:
        return window.seconds_to_prompt


def main() -> None:
    with tempfile.TemporaryDirectory() as user_dir:
        ours = [PROGRAM, "--headless", "--user-dir", user_dir, "-c", "print(1)"]
        figures = in_turn(
            RUNS,
            python3=lambda: 1e3 * seconds_of(["/usr/bin/python3", "-c", "print(1)"], stdout=subprocess.DEVNULL),
            gimbal=lambda: 1e3 * seconds_of(ours, stdout=subprocess.DEVNULL),
        )
    head("start to end of `print(1)`", f"median of {RUNS} (least to greatest)", "ratio")
    row("python3", figures["python3"].text("ms"), "1")
    row(
        "gimbal --headless", figures["gimbal"].text("ms"), f"{figures['gimbal'].median / figures['python3'].median:.2f}"
    )
    windows = Figures(seconds_to_prompt() for _ in range(WINDOWS))
    row(f"the window, to its prompt (median of {WINDOWS})", windows.text("s", 2), "")


if __name__ == "__main__":
    main()
