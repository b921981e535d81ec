"""A trefoil knot at five levels of detail: the same tube, decimated to a half, a fifth, a twentieth and a hundredth.

Shows a parametric surface made with numpy, and quadric decimation, which keeps the shape with few triangles.
"""
import numpy as np

import gimbal

ALONG, AROUND = 420, 28  # rings of the tube, vertices in a ring
RATIOS = [1.0, 0.5, 0.2, 0.05, 0.01]
SPACING = 5.2


def trefoil(t):
    return np.stack([np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)], axis=1) * 0.62


def tube(curve, radius):
    """A closed tube around a closed curve: vertices, shape (n, 3), and triangles, shape (m, 3)."""
    tangent = np.roll(curve, -1, axis=0) - np.roll(curve, 1, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.cross(tangent, curve + np.array([0.0, 0.0, 9.0]))  # never parallel to the tangent here
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(tangent, side)
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    ring = np.cos(angle)[None, :, None] * side[:, None, :] + np.sin(angle)[None, :, None] * up[:, None, :]
    vertices = (curve[:, None, :] + radius * ring).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(len(curve)), np.arange(AROUND), indexing="ij")
    a = (i * AROUND + j).ravel()
    b = (i * AROUND + (j + 1) % AROUND).ravel()
    c = ((i + 1) % len(curve) * AROUND + j).ravel()
    d = ((i + 1) % len(curve) * AROUND + (j + 1) % AROUND).ravel()
    return vertices, np.concatenate([np.stack([a, b, c], axis=1), np.stack([b, d, c], axis=1)])


gimbal.scene.remove([knot for knot in gimbal.scene.objects if knot.name.startswith("knot.")])
vertices, triangles = tube(trefoil(np.linspace(0, 2 * np.pi, ALONG, endpoint=False)), 0.34)
knots = []
for index, ratio in enumerate(RATIOS):
    place = ((index - (len(RATIOS) - 1) / 2) * SPACING, 0, 2.2)
    knot = gimbal.scene.add_mesh(
        f"knot.{index}", vertices, triangles, location=place, colour=(0.72 - 0.12 * index, 0.30, 0.10 + 0.1 * index)
    )
    if ratio < 1:
        knot.mesh.decimate(ratio=ratio)
    knots.append(knot)
    print(f"{ratio:6.0%}  {knot.mesh.triangle_count:7,} triangles  area {knot.mesh.area:7.3f} m²")
gimbal.scene.selection = knots[:1]
camera = gimbal.view.camera
camera.target = (0, 0, 2)
camera.yaw_degrees, camera.pitch_degrees, camera.distance = -90, 30, 21
