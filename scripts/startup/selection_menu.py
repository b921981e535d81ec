"""Adds Edit > Invert Selection and Edit > Select Same Mesh.

Each script in this folder runs at the start. Put your start-up scripts into the folder startup/ of gimbal.app.user_dir.
"""
import gimbal
from gimbal.plugins import menu_entry


def invert_selection():
    gimbal.scene.selection = [thing for thing in gimbal.scene.objects if not thing.selected]


def select_same_mesh():
    active = gimbal.scene.active
    if active is None:
        gimbal.ui.notify(
            "Select an object first. The command selects all objects with as many vertices and triangles.", "warning"
        )
        return
    size = (active.mesh.vertex_count, active.mesh.triangle_count)
    same = [
        thing
        for thing in gimbal.scene.objects
        if (thing.mesh.vertex_count, thing.mesh.triangle_count) == size and thing != active
    ]
    gimbal.scene.selection = same + [active]


menu_entry("Edit", "Invert Selection", invert_selection)
menu_entry("Edit", "Select Same Mesh", select_same_mesh)
