"""Smooth subdivision surfaces: a cube after zero to four levels of Loop's scheme.

Shows native mesh work: each call runs on a worker without the GIL, reports its progress and can be stopped.
"""
import gimbal

LEVELS = 5
SPACING = 2.6

for index in range(LEVELS):
    name = f"level.{index}"
    if name in gimbal.scene.objects:
        gimbal.scene.objects[name].remove()

row = []
for index in range(LEVELS):
    shade = index / (LEVELS - 1)
    cube = gimbal.scene.add(
        "cube",
        name=f"level.{index}",
        location=((index - (LEVELS - 1) / 2) * SPACING, 0, 1),
        colour=(0.30 + 0.55 * shade, 0.34 + 0.02 * shade, 0.50 - 0.44 * shade),
    )
    if index:
        cube.mesh.subdivide(levels=index)
    row.append(cube)

print("level  vertices  triangles   area m²  volume m³")
for index, cube in enumerate(row):
    mesh = cube.mesh
    print(f"{index:5}  {mesh.vertex_count:8,}  {mesh.triangle_count:9,}  {mesh.area:8.3f}  {mesh.volume:9.3f}")

gimbal.scene.selection = row[:1]
camera = gimbal.view.camera
camera.target = (0, 0, 1)
camera.yaw_degrees, camera.pitch_degrees, camera.distance = -90, 22, 15
