"""A thousand stones on a disc, arranged like the seeds of a sunflower, so that no two touch.

Shows that objects are cheap: primitives share one mesh, and each stone has a location, a rotation, a scale and a
colour.
"""
import math
import random
import time

import gimbal

COUNT = 1000
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
KINDS = ["cube", "sphere", "cone", "cylinder"]

started = time.perf_counter()
gimbal.scene.remove([stone for stone in gimbal.scene.objects if stone.name.startswith("stone.")])

source = random.Random(7)  # the same picture in each run
for index in range(COUNT):
    distance = 0.26 * math.sqrt(index)
    angle = index * GOLDEN_ANGLE
    size = source.uniform(0.10, 0.20)
    warm = source.random()
    gimbal.scene.add(
        source.choice(KINDS),
        name=f"stone.{index:04}",
        location=(distance * math.cos(angle), distance * math.sin(angle), size),
        rotation=(source.uniform(-0.4, 0.4), source.uniform(-0.4, 0.4), source.uniform(0, 2 * math.pi)),
        scale=size,
        colour=(0.25 + 0.55 * warm, 0.25 + 0.15 * warm, 0.32 - 0.22 * warm),
    )

gimbal.view.camera.target = (0, 0, 0)
gimbal.view.camera.pitch_degrees, gimbal.view.camera.distance = 38, 24
print(
    f"{COUNT:,} stones in {(time.perf_counter() - started) * 1000:.0f} ms; "
    f"the scene has {len(gimbal.scene.objects):,} objects"
)
