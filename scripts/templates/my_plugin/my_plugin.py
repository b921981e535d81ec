"""A template of a plug-in, with a menu entry, a panel button and an event handler."""
import gimbal
from gimbal.plugins import menu_entry, panel_button


def stack():
    """Put the selected objects on top of each other."""
    top = 0.0
    for thing in gimbal.scene.selection:
        if thing.bounds is None:  # without vertices
            continue
        low, high = thing.bounds
        x, y, z = thing.location
        thing.location = (x, y, z + top - low[2])
        top += high[2] - low[2]


def greet():
    gimbal.ui.notify(f"{len(gimbal.scene.objects)} objects, {len(gimbal.scene.selection)} of them selected")


def register():
    menu_entry("Plug-ins", "Stack Selected", stack)  # a run: Stop ends it, and it is one undo step
    panel_button("My Plug-in", "Count", greet)  # runs beside a script, so keep it brief

    @gimbal.on("selection_changed")
    def selected(event):
        gimbal.ui.notify(f"{len(event.selection)} selected")


def unregister():
    pass  # the program removes what register() has added, also timers
