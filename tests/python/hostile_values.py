"""Values that are hard on a C++ binding, for fuzz_api.py. Each is made again, because using one may change it."""
import array
import ctypes
import decimal
import fractions
import gc
import itertools
import os
import sys
import weakref

import gimbal

try:
    import numpy
except ModuleNotFoundError:
    numpy = None

NAMES = (
    *("cube", "torus", "a", "ring.001", "scene_changed", "undo_changed"),
    *("console", "info", "warning", "x.obj", "x.ply"),
)


class Actions:
    """The actions of a hostile value's code while the API works with the value."""

    def __init__(self, rng):
        self.rng = rng
        self.containers = []
        self.handlers = []
        self.again = lambda: None  # calls another part of the API

    def act(self):
        deed = self.rng.randrange(12)
        if deed == 0:
            kinds = [ValueError, TypeError, KeyError, KeyboardInterrupt, MemoryError, StopIteration]
            raise self.rng.choice(kinds)("act")
        if deed == 1:
            gimbal.scene.clear()
        elif deed == 2:
            gimbal.app.undo()
        elif deed == 3:
            gc.collect()
        elif deed == 4 and self.containers:
            self.rng.choice(self.containers).clear()
        elif deed == 5:
            gimbal.scene.add("cube")
        elif deed == 6:
            self.handlers.append(gimbal.on("camera_changed")(lambda event: None))
        elif deed == 7:
            self.again()


def hostile_class(actions, base=object):
    """A class whose special methods act and return odd results."""
    rng = actions.rng

    def method(*results):
        def call(self, *arguments):
            actions.act()
            result = rng.choice(results)
            return result() if callable(result) else result

        return call

    methods = {
        "__index__": method(0, 1, 2, -1, 2**70, True, "text"),
        "__float__": method(0.0, 1.5, float("nan"), 1e308, 3),
        "__int__": method(1),
        "__bool__": method(True, False),
        "__len__": method(0, 3, 2**62, -1),
        "__length_hint__": method(2**62, -1, 3),
        "__iter__": method(lambda: iter((1, 2, 3)), lambda: itertools.repeat(1), lambda: iter(()), 7),
        "__getitem__": method(1, "text"),
        "__fspath__": method("x.obj", b"x.ply", 3, "a\0b"),
        "__eq__": method(True, False, NotImplemented),
        "__repr__": method("hostile", 3, "x" * 10**6),
        "__str__": method("hostile", 3),
        "__call__": method(None, 1),
        "__array__": method(None, lambda: [[1, 2, 3]]),
        "__buffer__": method(lambda: memoryview(bytes(36)), lambda: memoryview(array.array("f", [1, 2, 3])), 1),
        "__hash__": method(0, -1, 2**80),
        "__del__": lambda self: actions.rng.random() < 0.1 and gimbal.scene.objects.keys(),
        "__name__": property(method("name", 1)),
        "__qualname__": "hostile",
        "__module__": "__main__",
    }
    chosen = {name: methods[name] for name in methods if rng.random() < 0.6}
    chosen.pop("__qualname__", None)
    if base is not object:
        chosen.pop("__getitem__", None)
    return type("Hostile", (base,), chosen)


def hostile(actions):
    base = actions.rng.choice([object, object, object, int, float, str, bytes, list, dict])
    try:
        return hostile_class(actions, base)()
    except Exception:
        return object()


def numbers(rng):
    return rng.choice(
        [0, 1, -1, 2, 7, 64, 2**31, 2**32 - 1, 2**63, 2**64, -(2**63) - 1, 10**400, 0.0, -0.0, 0.5, 1e-320, 1e39, 1e308]
        + [float("nan"), float("inf"), 1 + 2j, True, False, fractions.Fraction(1, 3), decimal.Decimal("0.1")]
    )


def texts(rng):
    return rng.choice(
        ["", " ", "a\0b", "\udcff", "\ud800", "\u202e", "\U0001f600", "x" * 5000, "\n", "ring"]
        + ["no such thing", "nowhere/x.obj"]
        + [b"", b"\xff.obj", b"a\0b", b"x" * 5000, bytearray(b"x.obj"), bytes(2_000_000)]
        + list(NAMES)
    )


def sequences(actions, depth=0):
    rng = actions.rng
    items = [value(actions, depth + 1) for _ in range(rng.choice([0, 1, 2, 3, 3, 3, 4, 7]))]
    kind = rng.randrange(9)
    if kind == 0:
        return tuple(items)
    if kind == 1:
        return (item for item in items)
    if kind == 2:
        return itertools.repeat(items[0] if items else 1)
    if kind == 3:
        return dict(zip("abcdefg", items))
    if kind == 4:
        return [items, items, items]
    if kind == 5:
        items.append(items)
    if kind == 6:
        return [[rng.random() for _ in range(3)] for _ in range(4)]
    if kind == 7:
        return [[rng.randrange(4) for _ in range(3)] for _ in range(4)]
    actions.containers[:] = actions.containers[-20:] + [items]
    return items


def buffers(rng):
    rows = rng.choice([0, 1, 3, 4])
    columns = rng.choice([0, 2, 3, 3, 3])
    number = rng.choice(
        [ctypes.c_float, ctypes.c_double, ctypes.c_long, ctypes.c_uint8, ctypes.c_char, ctypes.c_void_p]
    )
    kind = rng.randrange(6 if numpy else 4)
    if kind == 0:
        return (number * columns * rows)()
    if kind == 1:
        view = memoryview(array.array(rng.choice("bBhHiIlLqQfd"), [1] * (rows * columns)))
        if rng.random() < 0.2:
            view.release()
        return view
    if kind == 2:
        return memoryview(bytes(rows * 12))
    if kind == 3:
        return (number * rows)()
    dtype = rng.choice(["f4", "f8", "f2", "i1", "u8", ">f4", "?", "O", "c8", "S3", "M8[s]"])
    made = numpy.zeros((rows, columns), dtype)
    kind = rng.randrange(7)
    if kind == 0:
        return made.T
    if kind == 1:
        return made[::-1, ::-1]
    if kind == 2:
        return numpy.broadcast_to(made[:1], made.shape) if rows else made
    if kind == 3:
        made.setflags(write=False)
    if kind == 4:
        return made.ravel()
    if kind == 5:
        return numpy.asfortranarray(made)
    return made


def things(actions):
    """Objects of the scene and their parts, living and removed."""
    rng = actions.rng
    objects = list(gimbal.scene.objects)
    thing = rng.choice(objects) if objects and rng.random() < 0.8 else gimbal.scene.add("cube")
    if rng.random() < 0.1:
        thing.remove()
        return thing
    part = rng.randrange(6)
    if part == 0:
        return thing
    mesh = thing.mesh
    if part == 1:
        return mesh
    if part == 2:
        return mesh.vertices
    if part == 3:
        return mesh.triangles
    if part == 4:
        return memoryview(mesh.vertices)
    return [thing, thing]


def oddities(rng):
    class Plain:
        pass

    return rng.choice(
        [None, ..., NotImplemented, object(), type, Plain, Plain(), len, lambda *a: None, sys, gimbal, gimbal.Object]
        + [weakref.ref(Plain), range(3), slice(1, 2), set(), frozenset({1, 2, 3}), os.environ, ValueError("x"), print]
    )


def value(actions, depth=0):
    """A random value."""
    rng = actions.rng
    kind = rng.randrange(10)
    if kind < 2:
        return numbers(rng)
    if kind < 4:
        return texts(rng)
    if kind == 4 and depth < 3:
        return sequences(actions, depth)
    if kind == 5:
        return buffers(rng)
    if kind == 6:
        return things(actions)
    if kind == 7:
        return oddities(rng)
    return hostile(actions)
