"""Measures Quit: seconds from Ctrl-Q to the end of the process, idle and while scripts run."""
import time

from measure import Figures, head, row
from window import Window

RUNS = 7
CASES = {
    "idle": "",
    "loop": "while True: pass",
    "time.sleep": "import time; time.sleep(1000)",
    "C code that holds the GIL": "sum(range(10**11))",
    "a thread that never ends": "import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start()",
}


def measure(code: str, runs_on: bool) -> float:
    with Window() as window:
        if code:
            window.run(code)
            window.wait_until(lambda: window.is_idle() != runs_on, "the state of the run")
        time.sleep(0.3)
        began = time.monotonic()
        window.xdotool("key", "ctrl+q")
        window.program.wait(60)
        return time.monotonic() - began


def main() -> None:
    head("from Ctrl-Q to the end of the process", f"median of {RUNS} (least to greatest)")
    for name, code in CASES.items():
        runs_on = name not in ("idle", "a thread that never ends")
        row(name, Figures(measure(code, runs_on) for _ in range(RUNS)).text("s", 2))


if __name__ == "__main__":
    main()
