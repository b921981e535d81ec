"""Measures the window with a large scrollback: from a key press to its frame, and frames during output."""
import os
import tempfile
import time

from measure import head, note, row
from window import Window

KEYS, LINES_HELD, LINES_PRINTED, WHEEL_STEPS, DRAG_STEPS, PAGES = 200, 100_000, 10_000_000, 400, 300, 100
FRAME_MS = 1000 / 60
STATS = "import gimbal\nf = gimbal.app.frame_stats(reset=True)\n"


def fill(window: Window, folder: str, lines: int) -> None:
    """Fills the scrollback to its limit."""
    done = os.path.join(folder, "done")
    window.run_and_wait(
        f"for i in range({lines}): print('a line of output that is neither short nor long', i)\n"
        f"open({done!r}, 'w').close()",
        done,
    )


def reset(window: Window, folder: str) -> None:
    """Resets the frame statistics."""
    done = os.path.join(folder, "reset")
    window.run_and_wait(STATS + f"open({done!r}, 'w').close()", done)
    window.wait_until(lambda: window.ask("idle") == ["yes"], "a window at rest")


def keys(window: Window, folder: str) -> tuple[float, float, float]:
    """Measures the lateness of frames after single keys: from the time of the event to the presented frame."""
    reset(window, folder)
    for _ in range(KEYS // 20):
        window.xdotool("type", "--delay", "40", "a" * 20)
        window.xdotool("key", "ctrl+a", "BackSpace")
    window.wait_until(lambda: window.ask("idle") == ["yes"], "a window at rest")
    figures = window.figures()
    return figures["late_ms.mean"], figures["late_ms.p99"], figures["late_ms.longest"]


def scrolled(window: Window) -> None:
    """Scrolls by the wheel, from the end up and down again."""
    for button in ("4", "5"):
        window.xdotool("click", "--repeat", str(WHEEL_STEPS), "--delay", "5", button)
    window.xdotool("key", "alt+Home", "alt+End")


def gone_through(window: Window) -> None:
    """Drags the thumb from the end to the start and back, then uses the wheel and the page keys in the middle."""
    x, y, width, height = window.place_of("console")
    bar, bottom = round(x + width - 5), round(y + height - 3)
    path = [round(bottom + (y + 30 - bottom) * step / DRAG_STEPS) for step in range(DRAG_STEPS + 1)]
    window.xdotool("mousemove", str(bar), str(bottom), "mousedown", "1")
    for at in path + path[::-1] + path[: DRAG_STEPS // 2]:
        window.xdotool("mousemove", str(bar), str(at))
    window.xdotool("mouseup", "1", "mousemove", str(round(x + width / 2)), str(round(y + height / 2)))
    scrolled(window)
    for key in ("Page_Up", "Page_Down"):
        window.xdotool("key", "--repeat", str(PAGES), "--delay", "10", key)
    window.xdotool("key", "alt+End")


def late(window: Window) -> tuple[float, float, float]:
    figures = window.figures()
    return figures["late_ms.mean"], figures["late_ms.p99"], figures["late_ms.longest"]


def show(label: str, figures: tuple[float, float, float]) -> None:
    row(label, *(f"{value:.1f} ms" for value in figures))


def usual(folder: str) -> None:
    """Measures a window with the default number of lines."""
    with Window() as window:
        window.xdotool("mousemove", "390", "700")
        show(f"{KEYS} keys typed, nothing above", keys(window, folder))
        fill(window, folder, LINES_HELD)
        show(f"{KEYS} keys typed, {LINES_HELD:,} lines above", keys(window, folder))
        reset(window, folder)
        began = time.perf_counter()
        fill(window, folder, LINES_PRINTED)
        seconds = time.perf_counter() - began
        show(f"while {LINES_PRINTED:,} lines are printed ({seconds:.1f} s)", late(window))
        reset(window, folder)
        scrolled(window)
        window.wait_until(lambda: window.ask("idle") == ["yes"], "a window at rest")
        show(f"scrolled by {2 * WHEEL_STEPS} steps of the wheel", late(window))
        reset(window, folder)
        window.xdotool("key", "ctrl+f")
        window.xdotool("type", "--delay", "40", "long 99")
        window.wait_until(
            lambda: window.ask("rows console")[1].startswith("Find  long 99")
            and "…" not in window.ask("rows console")[1],
            "the count",
        )
        show(f"while Find goes through {LINES_HELD:,} lines", late(window))


def everything_kept(folder: str) -> None:
    """Measures a window that keeps all lines that are printed."""
    with Window(settings=f"[numbers]\nconsole_scrollback_lines = {LINES_PRINTED}\n") as window:
        window.xdotool("mousemove", "390", "700")
        before = window.memory_mib()
        fill(window, folder, LINES_PRINTED - 1000)
        reset(window, folder)
        note(f"{LINES_PRINTED:,} lines kept take {window.memory_mib() - before:.0f} MiB")
        gone_through(window)
        window.wait_until(lambda: window.ask("idle") == ["yes"], "a window at rest")
        show(f"{LINES_PRINTED:,} lines kept and gone through", late(window))
        show(f"{KEYS} keys typed, {LINES_PRINTED:,} lines above", keys(window, folder))


def main() -> None:
    note(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        head("the console's frames", "mean late", "99 of 100", "longest")
        usual(folder)
        everything_kept(folder)
    note(f"load {os.getloadavg()[0]:.1f}; a frame at 60 Hz is {FRAME_MS:.1f} ms")


if __name__ == "__main__":
    main()
