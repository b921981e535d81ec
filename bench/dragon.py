"""Measures a large scan through the Python API: saving and loading in each format, smoothing, decimation.

Run it inside the program: gimbal --headless bench/dragon.py [MESH]. Without MESH it uses a subdivided torus of 786,432
triangles. The floor of loading is Python reading the file's bytes; the floor of saving is Python writing them to a
new file, with fsync and rename, as the program does.
"""

import os
import sys
import tempfile
import time

import gimbal
from measure import Figures, head, row

RUNS = 7
FILES = ("scan.obj", "scan.stl", "scan.ply", "scan.off", "scan.glb", "scan.gimbal")


def seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read_bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def write_bytes(path: str, data: bytes) -> None:
    with open(path + ".part", "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def save(path: str) -> None:
    if path.endswith(".gimbal"):
        gimbal.io.save_scene(path)
    else:
        gimbal.io.save(path)


def load(path: str) -> None:
    if path.endswith(".gimbal"):
        gimbal.io.load_scene(path)
    else:
        gimbal.io.load(path)


def compare(work, floor) -> tuple[str, str]:
    """The figures of both, measured in turn, and their ratio."""
    ours, least = Figures(), Figures()
    for _ in range(RUNS):
        least.append(1e3 * seconds(floor))
        ours.append(1e3 * seconds(work))
    return ours.text("ms", 0), f"{ours.median / least.median:.1f}"


def measure_file(path: str) -> tuple[str, ...]:
    """Saves the scene and loads it again. The scene holds the scan alone, before and after."""
    save(path)
    data = read_bytes(path)
    saving = compare(lambda: save(path), lambda: write_bytes(path + ".copy", data))
    loading = Figures(), Figures()
    for _ in range(RUNS):
        gimbal.scene.clear()
        loading[1].append(1e3 * seconds(lambda: read_bytes(path)))
        loading[0].append(1e3 * seconds(lambda: load(path)))
    ratio = loading[0].median / loading[1].median
    return f"{len(data) / 1e6:.0f} MB", *saving, loading[0].text("ms", 0), f"{ratio:.1f}"


def first_mesh(folder: str) -> str:
    if len(sys.argv) > 1:
        return sys.argv[1]
    path = os.path.join(folder, "torus.ply")
    gimbal.scene.add("torus").mesh.subdivide(levels=4)
    gimbal.io.save(path)
    return path


def measure_operation(work) -> str:
    """The median over new copies of the mesh: the operation changes it."""
    source = next(iter(gimbal.scene.objects)).mesh
    figures = Figures()
    for _ in range(RUNS):
        copy = gimbal.scene.add(source)
        figures.append(seconds(lambda: work(copy.mesh)))
        gimbal.scene.remove(copy)
    return figures.text("s", 2)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = first_mesh(folder)
        gimbal.scene.clear()
        (scan,) = gimbal.io.load(path)
        print(f"{os.path.basename(path)}, {scan.mesh.triangle_count:,} triangles; medians of {RUNS}\n")
        head("file", "size", "save", "÷ floor", "load", "÷ floor")
        for name in FILES:
            row(name, *measure_file(os.path.join(folder, name)))
        print()
        head("operation", f"median of {RUNS} (least to greatest)")
        row("10 smoothing steps", measure_operation(lambda mesh: mesh.smooth(iterations=10, factor=0.5)))
        row("decimation to a tenth", measure_operation(lambda mesh: mesh.decimate(ratio=0.1)))


if __name__ == "__main__":
    main()
