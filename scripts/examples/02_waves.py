"""Waves: a grid of 40,000 triangles. numpy writes the heights into the mesh.

Shows gimbal.scene.add_mesh with arrays, and writing through mesh.vertices. In the window the water moves during
the run.
"""
import numpy as np

import gimbal

SIDE, LENGTH = 142, 8.0  # vertices on a side; length in scene units
FRAMES = 24


def grid(side, length):
    axis = np.linspace(-length / 2, length / 2, side, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    vertices = np.stack([x.ravel(), y.ravel(), np.zeros(side * side, np.float32)], axis=1)
    corner = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)[None, :]).ravel()
    lower = np.stack([corner, corner + 1, corner + side + 1], axis=1)
    upper = np.stack([corner, corner + side + 1, corner + side], axis=1)
    return vertices, np.concatenate([lower, upper]).astype(np.uint32)


def height(x, y, time):
    ripples = np.cos(3.2 * np.hypot(x - 1.2, y + 0.8) - 5 * time) / (1 + np.hypot(x - 1.2, y + 0.8))
    swell = 0.35 * np.sin(0.9 * x + 0.5 * y + 2 * time)
    return 0.45 * ripples + swell


if "waves" in gimbal.scene.objects:
    gimbal.scene.objects["waves"].remove()
water = gimbal.scene.add_mesh("waves", *grid(SIDE, LENGTH), location=(0, 0, 1.3), colour=(0.08, 0.32, 0.52))
gimbal.view.camera.target = (0, 0, 0.8)
gimbal.view.camera.distance = 11

points = np.asarray(water.mesh.vertices)  # a buffer that every array of this object shares
for frame in range(FRAMES):
    points[:, 2] = height(points[:, 0], points[:, 1], frame / FRAMES)
    water.mesh.update()  # shows it now instead of at the end of the run
    gimbal.ui.progress((frame + 1) / FRAMES, "waves")
del points
