"""The emblem of the project: three gimbal rings, each of which can turn inside the next.

Shows how to make a mesh from plain lists, how to colour and rotate objects, and how to place the camera.
"""
from math import cos, pi, radians, sin

import gimbal

RINGS = [
    # name, radius in scene units, colour (linear red, green, blue), turn about X, Y, Z in degrees
    ("ring.outer", 2.00, (0.870, 0.353, 0.071), (8, 0, 0)),
    ("ring.middle", 1.62, (0.300, 0.320, 0.370), (90, 0, 62)),
    ("ring.inner", 1.24, (0.600, 0.620, 0.665), (90, 0, -28)),
]
THICKNESS = 0.085
AROUND, ACROSS = 96, 24  # segments along a ring and around its tube


def ring_mesh(radius):
    vertices, triangles = [], []
    for i in range(AROUND):
        along = 2 * pi * i / AROUND
        for j in range(ACROSS):
            across = 2 * pi * j / ACROSS
            reach = radius + THICKNESS * cos(across)
            vertices.append((reach * cos(along), reach * sin(along), THICKNESS * sin(across)))
            a, b = i * ACROSS + j, i * ACROSS + (j + 1) % ACROSS
            c, d = ((k + ACROSS) % (AROUND * ACROSS) for k in (a, b))
            triangles += [(a, c, b), (b, c, d)]
    return vertices, triangles


def build():
    rings = []
    for name, radius, colour, turn in RINGS:
        if name in gimbal.scene.objects:  # from an earlier run of this script
            gimbal.scene.objects[name].remove()
        ring = gimbal.scene.add_mesh(name, *ring_mesh(radius), location=(0, 0, 2.1), colour=colour)
        ring.rotation = tuple(radians(angle) for angle in turn)
        rings.append(ring)
    return rings


rings = build()
gimbal.scene.selection = rings[:1]
camera = gimbal.view.camera
camera.target = (0, 0, 1.9)
camera.yaw_degrees, camera.pitch_degrees, camera.distance = -62, 18, 7.6
