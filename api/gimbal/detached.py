"""Stands for `_gimbal` in a process without the program, such as a worker that multiprocessing has spawned.

A worker imports the script again before it calls one of its functions, so `import gimbal` must work there. Handlers can
be registered, but no event occurs. Anything else raises a RuntimeError that says where the scene is.
"""

_EVENTS = (
    "scene_changed",
    "objects_changed",
    "selection_changed",
    "mesh_changed",
    "camera_changed",
    "undo_changed",
)
_PARTS = ("App", "Io", "Ops", "Scene", "Ui", "View")
_TYPES = (
    "Camera",
    "Colours",
    "Event",
    "FrameStats",
    "Mesh",
    "Object",
    "Objects",
    "SavedFile",
    "Spread",
    "Triangles",
    "Vertices",
)


class MeshFileError(ValueError):
    """Never raised here; `except gimbal.MeshFileError` works."""


class SceneFileError(ValueError):
    """Never raised here; `except gimbal.SceneFileError` works."""


def add_handler(name, handler):
    """Do nothing: no event occurs in this process."""


def remove_handler(name, handler):
    """Return False: no handler is registered in this process."""
    return False


def event_names():
    """The names of all events (tuple of str), as in the program."""
    return _EVENTS


def _refuse(what):
    raise RuntimeError(
        f"{what} is not in this process, which has no scene: a worker gets its data as arguments (arrays, not objects) "
        "and returns its result; put what only the program itself does under `if __name__ == '__main__':`"
    )


def _refuse_attribute(self, name):
    if name.startswith("__"):
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
    _refuse(f"gimbal.{type(self).__name__.lower()}.{name}")


def _refuse_new(cls, *values, **arguments):
    _refuse(cls.__qualname__)


def __getattr__(name):  # the functions of plug-ins and start-up scripts
    if name.startswith("__"):
        raise AttributeError(f"module '_gimbal' has no attribute {name!r}")
    return lambda *values, **arguments: _refuse(name + "()")


for _name in _TYPES:
    _members = {"__new__": _refuse_new, "__module__": "gimbal", "__qualname__": "gimbal." + _name}
    globals()[_name] = type(_name, (), _members)
for _name in _PARTS:
    _members = {"__getattr__": _refuse_attribute, "__setattr__": _refuse_attribute, "__module__": "gimbal"}
    _type = type(_name, (), _members)
    globals()[_name], globals()[_name.lower()] = _type, _type()
App.version, App.has_window, App.safe_mode = "", False, False  # type: ignore[name-defined]  # noqa: F821
del _members, _name, _type
