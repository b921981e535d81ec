"""Measures the lateness of frames in a real window while scripts keep the machine busy.

The window is 1600x900 under Xvfb and redrawn at 60 Hz. Each row takes a minute.

usage: lateness.py [SECONDS] [ROW...]      SECONDS defaults to 60, ROW to all
"""
import os
import sys
import time

from measure import head, note, row
from window import Window

PRELUDE = "import gimbal, time\nend = time.monotonic() + {seconds} + 1\n"
ROWS = {
    "idle": None,
    "while True: pass": "while time.monotonic() < end:\n    for _ in range(100000): pass\n",
    "time.sleep": "while time.monotonic() < end: time.sleep(1)\n",
    "print without pause": "i = 0\nwhile time.monotonic() < end:\n    for _ in range(1000): print(i); i += 1\n",
    "8 Python threads": "import threading\ndef spin():\n    while time.monotonic() < end: pass\n"
    "threads = [threading.Thread(target=spin) for _ in range(8)]\n[t.start() for t in threads]\n"
    "[t.join() for t in threads]\n",
    "sum(range(10**11))": "sum(range(10**11))\n",
    "gc.collect(), 5 million objects": "import gc\nkept = [[] for _ in range(5_000_000)]\n"
    "while time.monotonic() < end: gc.collect()\ndel kept\n",
    "import numpy": "import numpy\n",
    "subdivide, decimate": "torus = gimbal.scene.add('torus', name='work')\ntorus.mesh.subdivide(levels=4)\n"
    "while time.monotonic() < end:\n    torus.mesh.decimate(ratio=0.25)\n    torus.mesh.subdivide(levels=1)\n"
    "    torus.mesh.smooth(iterations=5, factor=0.5)\n",
    "subdivide, decimate the dragon": "dragon, = gimbal.io.load({mesh!r})\nwhile time.monotonic() < end:\n"
    "    dragon.mesh.decimate(ratio=0.25)\n    dragon.mesh.subdivide(levels=1)\n",
}


def measure(body: str | None, seconds: float) -> dict[str, float]:
    """Measures one row in a new window, so that no row inherits the memory of another."""
    with Window() as window:
        window.wait_until(lambda: window.ask("idle")[0] == "yes", "a window at rest")
        window.run("import gimbal; gimbal.app.frame_stats(continuous=True, reset=True)")
        time.sleep(1)
        code = (PRELUDE + "gimbal.app.frame_stats(continuous=True, reset=True)\n").format(seconds=seconds)
        window.run(code + (body or "").replace("{mesh!r}", repr(os.environ.get("GIMBAL_BENCH_MESH", ""))))
        time.sleep(seconds)
        return window.figures()


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    wanted = sys.argv[2:] or [name for name in ROWS if "dragon" not in name or os.environ.get("GIMBAL_BENCH_MESH")]
    head("while", "frames", "late mean", "late p99", "late longest", "p99 ÷ idle", "UI's own work p99", "longest")
    idle = None
    for name in wanted:
        note(f"lateness: {name}")
        f = measure(ROWS[name], seconds)
        idle = idle or f["late_ms.p99"]
        row(
            f"`{name}`" if "(" in name or ":" in name else name,
            f"{f['frames']:.0f}",
            f"{f['late_ms.mean']:.1f} ms",
            f"{f['late_ms.p99']:.1f} ms",
            f"{f['late_ms.longest']:.1f} ms",
            f"{f['late_ms.p99'] / idle:.2f}",
            f"{f['work_ms.p99']:.2f} ms",
            f"{f['work_ms.longest']:.2f} ms",
        )


if __name__ == "__main__":
    main()
