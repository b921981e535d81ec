"""Measures what the window's frames feel of a mesh that another program moves, through shared memory.

The window is 1600x900 under Xvfb and redrawn at 60 Hz. The other program publishes 60 frames a second. Each row is a
new window.

usage: live_stream.py [SECONDS] [VERTICES...]      SECONDS defaults to 60, VERTICES to 10000 100000 1000000
"""
import json
import os
import subprocess
import sys
import time

from measure import PROGRAM, environment, head, note, row
from window import Window

BENCH = os.path.join(os.path.dirname(PROGRAM), "bench", "link_bench")
REPORT = (
    "import gimbal, json\n"
    "found = gimbal.link.streams['stream'].info\n"
    "with open({path!r}, 'w') as file: json.dump(found, file)\n"
)


def memory_mb(process: int) -> float:
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1000


def measure(vertices: int, seconds: float) -> dict[str, float]:
    with Window() as window:
        address = os.path.join(window.folder.name, "link.socket")
        window.wait_until(lambda: window.ask("idle")[0] == "yes", "a window at rest")
        window.run(f"import gimbal; gimbal.link.listen({address!r})")
        window.wait_until(lambda: os.path.exists(address) and window.is_idle(), "the link")
        writer = None
        if vertices:
            command = [BENCH, "stream", address, str(vertices), str(seconds + 6)]
            writer = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
            time.sleep(3)  # the first frame is a new object, and is not what is measured
        window.run("import gimbal; gimbal.app.frame_stats(continuous=True, reset=True)")
        before, pictures = memory_mb(window.program.pid), window.figures()["pictures"]
        time.sleep(seconds)
        figures = window.figures()
        figures["pictures"] -= pictures
        figures["grown_mb"] = memory_mb(window.program.pid) - before
        if writer:
            figures.update({"sent " + name: value for name, value in json.loads(writer.communicate()[0]).items()})
            path = os.path.join(window.folder.name, "report")
            window.run(REPORT.format(path=path))
            window.wait_until(lambda: os.path.exists(path) and window.is_idle(), "the report")
            with open(path, encoding="utf-8") as file:
                figures.update({"got " + name: value for name, value in json.load(file).items()})
        return figures


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    counts = [0] + ([int(word) for word in sys.argv[2:]] or [10_000, 100_000, 1_000_000])
    head(
        f"a mesh that moves, {seconds:g} s",
        "sent a second",
        "not taken, of all",
        "pictures a second",
        "frames drawn",
        "late p99",
        "late longest",
        "p99 ÷ idle",
        "UI's own work p99",
        "memory more",
    )
    idle = None
    for vertices in counts:
        note(f"live_stream: {vertices}")
        f = measure(vertices, seconds)
        idle = idle or f["late_ms.p99"]
        row(
            f"{vertices:,} vertices" if vertices else "idle",
            f"{f['sent frames'] / f['sent seconds']:.1f}" if vertices else "",
            f"{f['got dropped'] / f['sent frames']:.1%}" if vertices else "",
            f"{f['pictures'] / seconds:.1f}" if vertices else "",
            f"{f['frames']:.0f}",
            f"{f['late_ms.p99']:.1f} ms",
            f"{f['late_ms.longest']:.1f} ms",
            f"{f['late_ms.p99'] / idle:.2f}",
            f"{f['work_ms.p99']:.1f} ms",
            f"{f['grown_mb']:.0f} MB",
        )


if __name__ == "__main__":
    main()
