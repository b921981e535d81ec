"""Prints a table with the measures and the flaws of meshes."""
import gimbal
from gimbal.plugins import menu_entry, panel_button

COLUMNS = ("object", "vertices", "triangles", "area m²", "volume m³", "size m", "closed", "degenerate")


def degenerate_triangles(mesh, tolerance=1e-12):
    """The number of triangles with an area of at most `tolerance`, in square scene units."""
    import numpy as np  # imported here, because only the report needs it

    corners = np.array(mesh.vertices, dtype=np.float64)[np.asarray(mesh.triangles)]
    if not len(corners):
        return 0
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    return int((areas <= tolerance).sum())


def rows(objects):
    """The report as rows of text, one for each object (list of tuple of str)."""
    return [_row(thing) for thing in objects]


def _row(thing):
    mesh = thing.mesh
    low, high = thing.bounds or ((0, 0, 0), (0, 0, 0))
    size = " × ".join(f"{b - a:.3g}" for a, b in zip(low, high))
    return (
        thing.name,
        f"{mesh.vertex_count:,}",
        f"{mesh.triangle_count:,}",
        f"{mesh.area:.4g}",
        f"{mesh.volume:.4g}" if mesh.is_closed else "open",
        size,
        "yes" if mesh.is_closed else "no",
        f"{degenerate_triangles(mesh):,}",
    )


def table(objects):
    """The report as text, with the first column flush left and the others flush right."""
    lines = [COLUMNS, *rows(objects)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    text = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths))
        )
        for line in lines
    ]
    text.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(text)


def report():
    objects = gimbal.scene.selection or list(gimbal.scene.objects)
    if not objects:
        gimbal.ui.notify("The scene is empty: load or add a mesh to report on.", "warning")
        return
    print(table(objects))


def register():
    menu_entry("Mesh", "Report", report)
    panel_button(
        "Report", "Report Selected", report, doc="Prints counts, area, volume and flaws of the selected meshes"
    )


def unregister():
    pass  # the program removes what register() has added
