"""Calls the whole API with hostile values: gimbal --headless tests/python/fuzz_api.py SEED SECONDS FOLDER.

Any Python exception is a good answer, except SystemError and one with a message of many kilobytes. A crash, a hang or
such an answer ends the process with another code than 0. FOLDER/last-call then names the call.
"""
import _gimbal
import contextlib
import copy
import ctypes
import faulthandler
import operator
import os
import random
import signal
import sys
import time

import hostile_values

import gimbal

SLOW_FACTOR = 10 if os.environ.get("GIMBAL_SANITIZE") else 1
CALL_SECONDS = 2 * SLOW_FACTOR  # then a signal interrupts the call
HANG_SECONDS = 60 * SLOW_FACTOR  # then the process ends with all stacks
LONGEST_MESSAGE = 20_000
CALLS_PER_SCENE = 300
KEYWORDS = ["name", "location", "scale", "colour", "path", "width", "levels", "extend", "level", "nonsense", ""]
OPERATIONS = [len, iter, list, repr, str, hash, bool, copy.copy, copy.deepcopy, memoryview, bytes, dir, callable, vars]
BINARY = [operator.getitem, operator.contains, operator.eq, operator.ne, operator.lt, operator.add, isinstance, getattr]


class Late(BaseException):
    """The call took long."""


class Fuzzer:
    def __init__(self, seed, folder):
        self.rng = random.Random(seed)
        self.actions = hostile_values.Actions(self.rng)
        self.actions.again = self.nested_call
        self.depth = 0
        self.count = 0
        self.log = os.open(os.path.join(folder, "last-call"), os.O_RDWR | os.O_CREAT)
        self.get_buffer = ctypes.pythonapi.PyObject_GetBuffer
        self.get_buffer.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_int]
        self.get_buffer.restype = ctypes.c_int
        self.release_buffer = ctypes.pythonapi.PyBuffer_Release
        self.release_buffer.argtypes, self.release_buffer.restype = [ctypes.c_void_p], None
        self.functions = [
            *(f"_gimbal.{name}" for name in dir(_gimbal) if callable(getattr(_gimbal, name)) and name[0].islower()),
            *(f"gimbal.{name}" for name in ("on", "off", "background_tasks", "cancel_tasks")),
            *(f"gimbal.plugins.{name}" for name in ("menu_entry", "panel_button", "found", "set_enabled", "folders")),
            *(f"gimbal.ops.{space}.{name}" for space in dir(gimbal.ops) for name in dir(getattr(gimbal.ops, space))),
        ]

    def note(self, text):
        self.count += 1
        os.pwrite(self.log, f"{self.count} {'  ' * self.depth}{text}"[:200].ljust(200).encode() + b"\n", 0)

    def value(self):
        return hostile_values.value(self.actions)

    def arguments(self):
        values = [self.value() for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3, 5]))]
        keywords = {}
        if self.rng.random() < 0.4:
            keywords = {name: self.value() for name in self.rng.sample(KEYWORDS, 2)}
        return values, keywords

    def subject(self):
        parts = [gimbal.scene, gimbal.io, gimbal.view, gimbal.app, gimbal.ui, gimbal.view.camera, gimbal.scene.objects]
        if self.rng.random() < 0.5:
            return self.rng.choice(parts)
        return hostile_values.things(self.actions)

    def use_function(self):
        name = self.rng.choice(self.functions)
        values, keywords = self.arguments()
        self.note(f"{name}({[type(v).__name__ for v in values]}, {sorted(keywords)})")
        function = operator.attrgetter(name.partition(".")[2])(_gimbal if name.startswith("_") else gimbal)
        result = function(*values, **keywords)
        if name == "gimbal.on":
            handler = self.value()
            self.actions.handlers.append(handler)
            result(handler)

    def use_attribute(self):
        subject = self.subject()
        self.judged = type(subject).__module__ != "builtins"
        public = [name for name in dir(type(subject)) if not name.startswith("__") or self.rng.random() < 0.1]
        name = self.rng.choice(public or ["__class__"])
        how = self.rng.randrange(6)
        self.note(f"{type(subject).__name__}.{name} {how}")
        if how == 0:
            return delattr(subject, name)
        if how <= 2:
            return setattr(subject, name, self.value())
        found = getattr(subject, name)
        if callable(found) and name not in ("__class__", "__init_subclass__", "__subclasshook__"):
            values, keywords = self.arguments()
            found(*values, **keywords)

    def use_operation(self):
        subject = self.subject()
        self.judged = type(subject).__module__ != "builtins"
        if self.rng.random() < 0.3:
            flags = self.rng.randrange(0x400)
            if flags in (0x100, 0x200):  # PyBUF_READ and PyBUF_WRITE: no requests, and refused by CPython 3.13
                return
            self.note(f"buffer of {type(subject).__name__} with flags {flags:#x}")
            view = ctypes.create_string_buffer(256)
            if self.get_buffer(subject, ctypes.addressof(view), flags) == 0:
                self.release_buffer(ctypes.addressof(view))
            return
        operation = self.rng.choice(OPERATIONS + BINARY)
        self.note(f"{operation.__name__}({type(subject).__name__})")
        operation(subject, self.value()) if operation in BINARY else operation(subject)

    def call(self):
        self.rng.choice([self.use_function, self.use_attribute, self.use_attribute, self.use_operation])()

    def nested_call(self):
        if self.depth < 2:
            self.depth += 1
            try:
                with contextlib.suppress(Exception):
                    self.call()
            finally:
                self.depth -= 1

    def start_anew(self):
        self.actions.act = lambda: None
        for handler in self.actions.handlers:
            for name in _gimbal.event_names():
                with contextlib.suppress(BaseException):
                    _gimbal.remove_handler(name, handler)
        del self.actions.act
        self.actions.handlers.clear()
        self.actions.containers.clear()
        gimbal.plugins._entries.clear()
        gimbal.plugins._buttons.clear()
        gimbal.scene.clear()
        for name in os.listdir("."):
            with contextlib.suppress(OSError):
                os.remove(name)
        os.mkfifo("x.stl")

    def checked_call(self):
        signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
        try:
            self.judged = True  # False: the message is one of Python's own types
            self.call()
        except SystemError as error:
            return f"SystemError: {error}"
        except BaseException as error:
            with contextlib.suppress(BaseException):
                if self.judged and len(str(error)) > LONGEST_MESSAGE and "act" not in str(error):
                    return f"a message of {len(str(error))} characters: {type(error).__name__}: {str(error)[:100]}"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.start_anew()
            for _ in range(CALLS_PER_SCENE):
                faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
                try:
                    problem = self.checked_call()
                except Late:  # came after the call
                    problem = None
                if problem:
                    return problem
                if time.monotonic() > end:
                    break


def late(*_):
    raise Late


def main():
    seed, seconds, folder = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    files = os.path.join(folder, "files")
    os.mkdir(files)
    os.chdir(files)
    faulthandler.enable(sys.__stderr__)
    gimbal.plugins, gimbal.ops  # imported here, not under a signal
    sys.stderr = open(os.devnull, "w")  # handlers print their errors
    sys.unraisablehook = lambda *_: None
    signal.signal(signal.SIGALRM, late)
    fuzzer = Fuzzer(seed, folder)
    problem = fuzzer.run(seconds)
    faulthandler.cancel_dump_traceback_later()
    print(fuzzer.count, "calls")
    if problem:
        print(problem)
        sys.exit(1)


if __name__ == "__main__":
    main()
