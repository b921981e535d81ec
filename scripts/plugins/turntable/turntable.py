"""The camera goes around the scene: once with a numbered PNG at each step, or until it is switched off."""
import os

import gimbal
from gimbal.plugins import menu_entry

DEGREES_PER_SECOND = 30
CALLS_PER_SECOND = 30

_turning = None  # the gimbal.timers.Timer while the view turns


def render(folder, pictures=36, width=1280, height=720):
    """Render the scene from all sides into a folder. Creates the folder if it is missing.

    Parameters
    ----------
    folder : str or os.PathLike
    pictures : int, number of pictures in the circle, at least 1
    width, height : int, pixels

    Returns
    -------
    list of str, the paths of the files

    Raises
    ------
    ValueError : `pictures` is less than 1
    OSError : the folder or a file cannot be written

    Restores the camera at the end, also after a Stop.
    """
    if pictures < 1:
        raise ValueError(f"pictures must be at least 1, not {pictures}")
    os.makedirs(folder, exist_ok=True)
    camera = gimbal.view.camera
    start = camera.yaw_degrees
    files = []
    try:
        for index in range(pictures):
            camera.yaw_degrees = start + 360 * index / pictures
            files.append(gimbal.view.screenshot(os.path.join(folder, f"turntable_{index:03}.png"), width, height))
            gimbal.ui.progress((index + 1) / pictures, "turntable")
    finally:
        camera.yaw_degrees = start
    return files


def render_to_new_folder():
    if not len(gimbal.scene.objects):
        gimbal.ui.notify("The scene is empty: load or add an object first.", "warning")
        return
    folder = new_folder(os.path.join(os.path.expanduser("~"), "gimbal-turntable"))
    files = render(folder)
    print(f"{len(files)} pictures in {folder}")
    gimbal.ui.notify(f"{len(files)} turntable pictures in {folder}")


def new_folder(wanted):
    """A folder name that is not in use: wanted, wanted-2, wanted-3 ..."""
    number, folder = 1, wanted
    while os.path.exists(folder):
        number += 1
        folder = f"{wanted}-{number}"
    return folder


def turn():
    """Start to turn the view around the scene, beside any script, or stop it.

    Returns
    -------
    bool, whether the view turns now
    """
    global _turning
    if _turning is not None and _turning.cancel():
        _turning = None
    else:
        _turning = gimbal.timers.every(1 / CALLS_PER_SECOND, _step, name="turntable")
    return _turning is not None


def _step():
    gimbal.view.orbit(DEGREES_PER_SECOND / CALLS_PER_SECOND)


def register():
    menu_entry("Plug-ins", "Turntable Pictures", render_to_new_folder)
    menu_entry("Plug-ins", "Turn the View", turn)


def unregister():
    pass  # the program removes what register() has added
