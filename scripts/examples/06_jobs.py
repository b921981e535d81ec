"""Four rings, refined at once.

Shows jobs: each heavy command has a function that returns a job at once. `await` gives its result, asyncio.gather waits
for several, and Stop cancels them.
"""
import asyncio

import gimbal

COUNT = 4

for index in range(COUNT):
    name = f"refined.{index}"
    if name in gimbal.scene.objects:
        gimbal.scene.objects[name].remove()

rings = [
    gimbal.scene.add("torus", name=f"refined.{index}", location=((index - (COUNT - 1) / 2) * 2.8, 0, 1))
    for index in range(COUNT)
]


async def refine(ring, levels):
    await ring.mesh.subdivide_async(levels=levels)
    await ring.mesh.smooth_async(iterations=10)
    print(f"{ring.name} has {ring.mesh.triangle_count:,} triangles")


async def main():
    await asyncio.gather(*(refine(ring, levels) for levels, ring in enumerate(rings, start=1)))


asyncio.run(main())
gimbal.view.frame_all()
