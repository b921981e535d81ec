"""Gimbal's scene, view and application for scripts.

    import gimbal
    ring = gimbal.scene.add("torus", name="ring")
    ring.mesh.subdivide(levels=1)
    gimbal.view.screenshot("ring.png")

`scene`, `io`, `view`, `app` and `ui` are the program's parts, `ops` its commands, `on` and `off` its events, `plugins` what
plug-ins use, `background_tasks` and `cancel_tasks` for asyncio at the prompt. The same script runs in the window, and without one
by `gimbal --headless script.py`.
"""
import sys as _sys

from _gimbal import (
    App, Camera, Event, FrameStats, Io, Mesh, MeshFileError, Object, Objects, Scene, Spread, Triangles, Ui, Vertices, View,
    app, io, scene, ui, view,
)
from gimbal.events import off, on
from gimbal.tasks import background_tasks, cancel_tasks

__version__ = app.version
__all__ = ["app", "background_tasks", "cancel_tasks", "io", "off", "on", "ops", "plugins", "scene", "ui", "view", "MeshFileError"]

_lazy = ("ops", "plugins", "startup")       # start-up imports nothing that a script may not need

for _part in ("app", "io", "scene", "ui", "view"):
    _sys.modules["gimbal." + _part] = globals()[_part]      # so that `from gimbal.scene import objects` works too
del _part


def __getattr__(name):
    if name in _lazy:
        __import__("gimbal." + name)
        return _sys.modules["gimbal." + name]
    raise AttributeError(f"module 'gimbal' has no attribute {name!r}")


def __dir__():
    return sorted(set(globals()) | set(_lazy))
