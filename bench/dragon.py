"""Measures a large scan through the Python API: import, ten smoothing steps, decimation to a tenth, export.

Run it inside the program: gimbal --headless bench/dragon.py [MESH]. Without MESH it uses a subdivided torus of 786,432
triangles.
"""
import os
import sys
import tempfile
import time

import gimbal


def timed(label: str, work):
    began = time.perf_counter()
    result = work()
    print(f"| {label} | {time.perf_counter() - began:.2f} s |", flush=True)
    return result


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            path = sys.argv[1]
        else:
            path = os.path.join(folder, "torus.ply")
            torus = gimbal.scene.add("torus")
            torus.mesh.subdivide(levels=4)
            gimbal.io.save(path, [torus])
            gimbal.scene.remove(torus)
        began = time.perf_counter()
        (mesh_object,) = gimbal.io.load(path)
        loaded = time.perf_counter() - began
        print(f"| {os.path.basename(path)}, {mesh_object.mesh.triangle_count:,} triangles | |\n| --- | --- |")
        print(f"| import | {loaded:.2f} s |", flush=True)
        for extension in ("ply", "obj", "stl", "glb"):
            timed(
                f"export {extension}", lambda: gimbal.io.save(os.path.join(folder, f"out.{extension}"), [mesh_object])
            )
        timed("10 smoothing steps", lambda: mesh_object.mesh.smooth(iterations=10, factor=0.5))
        timed("decimation to a tenth", lambda: mesh_object.mesh.decimate(ratio=0.1))
        print(f"| left | {mesh_object.mesh.triangle_count:,} triangles |")


if __name__ == "__main__":
    main()
