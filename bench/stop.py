"""Measures Stop in the window: milliseconds from the click on the Stop button to the end of the run's code.

The run notes the time at which it was interrupted. Both sides read the same monotonic clock.
"""
import os
import tempfile
import time

from measure import Figures, head, row
from window import Window

RUNS = 15
CASES = {
    "loop": "while True: pass",
    "time.sleep": "time.sleep(1000)",
    "socket.accept": "server = socket.create_server(('127.0.0.1', 0)); server.accept()",
    "Lock.acquire": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "subdivide (native)": "gimbal.scene.add('torus').mesh.subdivide(levels=6)",
    "smooth (native)": "big = gimbal.scene.add('torus'); big.mesh.subdivide(levels=4); ready(); "
    "big.mesh.smooth(iterations=1000)",
    "decimate (native)": "big = gimbal.scene.add('torus'); big.mesh.subdivide(levels=5); ready(); "
    "big.mesh.decimate(ratio=0.01)",
}
CODE = """import gimbal, socket, threading, time
def ready(): open({began!r}, 'w').close()
try:
    if 'ready()' not in {body!r}: ready()
    exec({body!r})
except KeyboardInterrupt:
    now = time.monotonic()
    with open({ended!r} + '.part', 'w') as file: file.write(repr(now))
    import os; os.replace({ended!r} + '.part', {ended!r})
gimbal.scene.clear()
"""


def measure(window: Window, folder: str, body: str) -> float:
    began, ended = os.path.join(folder, "began"), os.path.join(folder, "ended")
    for path in (began, ended):
        if os.path.exists(path):
            os.unlink(path)
    window.run(CODE.format(began=began, ended=ended, body=body))
    window.wait_until(lambda: os.path.exists(began), "the start of the run")
    time.sleep(0.15)
    x, y = window.stop_button()
    window.xdotool("mousemove", str(x), str(y))
    time.sleep(0.1)
    clicked = time.monotonic()
    window.click()
    window.wait_until(lambda: os.path.exists(ended), "the end of the run")
    with open(ended, encoding="ascii") as file:
        return 1e3 * (float(file.read()) - clicked)


def main() -> None:
    head("Stop, from the click", f"median of {RUNS} (least to greatest)")
    with tempfile.TemporaryDirectory() as folder, Window() as window:
        for name, body in CASES.items():
            row(name, Figures(measure(window, folder, body) for _ in range(RUNS)).text("ms"))


if __name__ == "__main__":
    main()
