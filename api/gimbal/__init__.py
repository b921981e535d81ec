"""The scene, the view and the application of Gimbal for scripts.

    import gimbal
    ring = gimbal.scene.add("torus", name="ring")
    ring.mesh.subdivide(levels=1)
    gimbal.view.screenshot("ring.png")

`scene`, `io`, `view`, `app` and `ui` are the parts of the program. `ops` holds its commands, and `command` makes one of
a function. `on` and `off` add and remove event handlers. `timers` calls functions later. `link` connects programs.
`interpreters` makes sub-interpreters. `undo_step`, `transaction`, `preview` and `undo_stack` are about undo. `plugins`
is for plug-ins and start-up scripts. `background_tasks` and `cancel_tasks` manage the asyncio tasks of the prompt. A
script runs in the window, or without one: `gimbal --headless script.py`, or `python3 script.py` where the package is
installed.
"""
import sys as _sys

try:
    import _gimbal as _native  # noqa: F401
except ModuleNotFoundError as _error:
    _version = f"{_sys.version_info.major}.{_sys.version_info.minor}"
    _error.msg = (
        f"the extension _gimbal for CPython {_version} is not installed beside {__path__[0]}: build it for this Python "
        "(PYTHON=/path/to/python3 ./run), or use the Python that it was built for"
    )
    raise

from _gimbal import (  # noqa: F401  the types are public, too
    App,
    Camera,
    Changes,
    Colours,
    Event,
    FrameStats,
    Io,
    Job,
    Mesh,
    MeshFileError,
    Object,
    Objects,
    SavedFile,
    Scene,
    SceneFileError,
    Spread,
    StepInfo,
    Transaction,
    Triangles,
    Ui,
    UndoStack,
    UndoStep,
    Vertices,
    View,
    app,
    io,
    scene,
    transaction,
    ui,
    undo_stack,
    undo_step,
    view,
)

from gimbal.events import off, on
from gimbal.previews import preview
from gimbal.tasks import background_tasks, cancel_tasks

__version__ = app.version
# Without `link`: an ordinary python3 need not have the package gimbal_link, and a star import would fail there.
__all__ = [
    "Colour",
    "MeshFileError",
    "Range",
    "SceneFileError",
    "Vector",
    "app",
    "background_tasks",
    "cancel_tasks",
    "command",
    "interpreters",
    "io",
    "off",
    "on",
    "ops",
    "plugins",
    "preview",
    "scene",
    "timers",
    "transaction",
    "ui",
    "undo_stack",
    "undo_step",
    "view",
]

# Imported on first use, to keep the start short.
_lazy = ("commands", "interpreters", "link", "ops", "plugins", "startup", "timers", "values")
_lazy_names = {"command": "commands", "Range": "commands", "Colour": "values", "Vector": "values"}

for _part in ("app", "io", "scene", "ui", "view"):
    _sys.modules["gimbal." + _part] = globals()[_part]  # makes `from gimbal.scene import objects` work
del _part


def __getattr__(name):
    if name in _lazy:
        __import__("gimbal." + name)
        return _sys.modules["gimbal." + name]
    if name in _lazy_names:
        __import__("gimbal." + _lazy_names[name])
        return getattr(_sys.modules["gimbal." + _lazy_names[name]], name)
    raise AttributeError(f"module 'gimbal' has no attribute {name!r}")


def __dir__():
    """The public names: without the helper modules of the package."""
    module = type(_sys)
    return sorted({name for name, value in globals().items() if not isinstance(value, module)} | set(__all__))
