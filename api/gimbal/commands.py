"""Commands made by scripts: a function with type hints becomes a menu entry, a key, a dialog and a function of
gimbal.ops.

    @gimbal.command("mesh.cleanup", label="Clean up", menu="Mesh/Repair", key="Ctrl-Alt-L", needs="mesh")
    def cleanup(distance: Annotated[float, gimbal.Range(0, 1, unit="m")] = 0.001, keep: Literal["all", "last"] = "all"):
        '''Merge the vertices that are close to each other.'''

    gimbal.ops.mesh.cleanup(distance=0.01)

To the window, the palette, the Info log and the live link such a command is the same as one of the program.
"""

import _thread
import enum
import os
import sys
import typing

import _gimbal

from gimbal import events
from gimbal.startup import print_exception
from gimbal.values import Colour, Vector

__all__ = ["Range", "command", "remove"]

_lock = _thread.RLock()  # type: ignore[attr-defined]  # the script thread and the handlers thread both use this module
_LONGEST_TEXT = 200  # of a label
_commands: dict = {}  # by name
# The changes of the document after which can_run() is asked again.
_CHANGES = ("scene_changed", "objects_changed", "selection_changed", "mesh_changed", "undo_changed")
_watching = False


class Range:
    """The range of a number, for typing.Annotated: Annotated[float, Range(0, 1, unit="m")].

    Parameters
    ----------
    low, high : int, float or None, the smallest and the largest value; None: no limit
    unit : str, shown in the field, for example "m"
    doc : str, one line, for the tooltip of the field
    """

    def __init__(self, low=None, high=None, *, unit="", doc=""):
        for name, limit in (("low", low), ("high", high)):
            if limit is not None and (isinstance(limit, bool) or not isinstance(limit, (int, float))):
                raise TypeError(f"{name} must be a number or None, not {_gimbal.short_text(limit)}")
        if low is not None and high is not None and not low <= high:
            raise ValueError(f"the range is empty: low is {low}, high is {high}")
        self.low, self.high, self.unit, self.doc = low, high, unit, doc

    def __repr__(self):
        return f"Range({self.low}, {self.high}, unit={self.unit!r})"


def command(name, *, label=None, menu="", key="", needs="", can_run=None):
    """Make the decorated function a command of the program.

    Parameters
    ----------
    name : str, a group and a name, as "mesh.cleanup"; gimbal.ops.mesh.cleanup() starts it then
    label : str, the text in menus and the name of the undo step; None: made from the name
    menu : str, "Mesh" or "Mesh/Repair"; menus and submenus that do not exist are made; empty: no menu
    key : str, as "Ctrl-Alt-L"; the keys of the program go first; empty: no key
    needs : str, one of "objects" (the scene has some), "selection", "mesh" (a selected object has triangles), or empty;
        if the scene lacks it, the command is grey and says why
    can_run : callable without parameters that returns "" or True if the command can run, else the reason as str; called
        on the handlers thread after changes of the document, and before the command runs

    Returns
    -------
    decorator, which returns the function unchanged

    Raises
    ------
    ValueError : the name is taken by the program or a plug-in, or a text or a default does not fit
    TypeError : a parameter has no type that a field can show, or the function is async or a generator

    Types of parameters: bool, int, float, str, Literal of texts, an Enum, pathlib.Path, gimbal.Colour, gimbal.Vector,
    gimbal.Object, gimbal.Mesh, and Annotated of one of them with a Range or a str that describes it. A parameter
    without a type has that of its default. Object, Mesh, Path and str may be `X | None` with the default None.

    The first paragraph of the docstring is the tooltip of the command, and the section Parameters describes the fields.
    A command that is started in the window is a run: Stop ends it, and undo takes it back in one step. If it returns a
    str, the window shows it as a note. Its Python line goes to the Info log. A command with parameters opens a dialog.
    What a plug-in has added is removed when it is switched off.
    """
    texts = {"name": name, "menu": menu, "key": key, "needs": needs}
    for what, text in texts.items():
        if not isinstance(text, str) or not text.isprintable() or len(text) > _LONGEST_TEXT:
            raise ValueError(f"{what} must be one line of text, not {_gimbal.short_text(text)}")
    if label is None:
        label = name.rpartition(".")[2].replace("_", " ").capitalize()
    if not isinstance(label, str) or not label.strip() or not label.isprintable() or len(label) > _LONGEST_TEXT:
        raise ValueError(f"label must be one line of text, not {_gimbal.short_text(label)}")
    if can_run is not None and not callable(can_run):
        raise TypeError(f"can_run must be callable, not {_gimbal.short_text(can_run)}")

    def register(function):
        _add(_Command(name, label, "/".join(_parts(menu)), key, needs, can_run, function))
        return function

    return register


def remove(name):
    """Remove a command that a script or a plug-in has added.

    Raises
    ------
    KeyError : no script has added a command of that name
    """
    with _lock:
        if not isinstance(name, str) or name not in _commands:
            raise KeyError(f"no script has added a command {_gimbal.short_text(name)}")
        del _commands[name]
        _gimbal.remove_command(name)
        _tell_ops(name)


def remove_of(owner):
    """Remove the commands of a plug-in."""
    with _lock:
        for name in [name for name, record in _commands.items() if record.owner == owner]:
            remove(name)


def plain_arguments(name, arguments):
    """The arguments as the registry takes them: names in place of objects and of members of an Enum."""
    record = _commands.get(name)
    if record is None:
        return arguments
    types = {parameter.name: parameter for parameter in record.parameters}
    return {key: types[key].to_plain(value) if key in types else value for key, value in arguments.items()}


class _Parameter:
    """One parameter: how the window shows it, and how its value reaches the function."""

    def __init__(self, name, hint, default, doc):
        self.name, self.doc, self.unit, self.low, self.high = name, doc, "", None, None
        self.required = default is _required
        self.choices: list = []
        self._members: dict = {}  # of a choice, by the name of the member
        self._default = default
        self._type, self._wants_mesh = "", False
        self._read(hint)
        self.default = None if self.required else self.to_plain(default)

    def record(self):
        """The tuple that _gimbal.add_command() takes."""
        return (
            self.name,
            self.doc,
            self.unit,
            "str" if self._type == "choice" else self._type,
            self.default,
            self.low,
            self.high,
            self.required,
            self.choices,
        )

    def _read(self, hint):
        for note in getattr(hint, "__metadata__", ()):
            if isinstance(note, Range):
                self.low, self.high, self.unit = note.low, note.high, note.unit
                self.doc = note.doc or self.doc
            elif isinstance(note, str):
                self.doc = note
        if typing.get_origin(hint) is typing.Annotated:
            hint = typing.get_args(hint)[0]
        hint = self._without_none(hint)
        if typing.get_origin(hint) is typing.Literal:
            self._type = "choice"
            self._members = {str(value): value for value in typing.get_args(hint)}
        elif isinstance(hint, type) and issubclass(hint, enum.Enum):
            self._type = "choice"
            self._members = {member.name: member for member in hint}
        else:
            self._type = _TYPES.get(hint, "") if isinstance(hint, type) else ""
            self._wants_mesh = hint is _gimbal.Mesh
        self.choices = list(self._members)
        if not self._type:
            raise TypeError(
                f"the parameter '{self.name}' has the type {_gimbal.short_text(hint)}: choose bool, int, float, str, "
                "Literal, an Enum, pathlib.Path, gimbal.Colour, gimbal.Vector, gimbal.Object or gimbal.Mesh"
            )

    def _without_none(self, hint):
        members = [member for member in typing.get_args(hint) if member is not type(None)]
        if len(members) != 1 or type(None) not in typing.get_args(hint):
            return hint
        if self._default is not None or members[0] not in (_gimbal.Object, _gimbal.Mesh, str, _path_type()):
            raise TypeError(
                f"the parameter '{self.name}' may be None: only Object, Mesh, Path and str with the default None can"
            )
        return members[0]

    def to_plain(self, value):
        """The value for the registry."""
        if value is None:
            return "" if self._type in ("object", "path", "str") else None
        if self._type == "choice":
            for name, member in self._members.items():
                if value is member or (type(value) is type(member) and value == member):
                    return name
            return value
        if self._type == "object":
            if isinstance(value, _gimbal.Mesh):
                if value.object is None:
                    raise ValueError(f"{self.name} is a mesh that belongs to no object of the scene: add it first")
                value = value.object
            return value.name if isinstance(value, _gimbal.Object) else value
        if self._type == "path" and not isinstance(value, str):
            return os.fsdecode(value)
        if self._type in ("vector", "colour") and not isinstance(value, str):
            return tuple(value)
        return value

    def to_argument(self, value):
        """The value for the function."""
        if self._type == "choice":
            return self._members[value]
        if self._type == "vector":
            return Vector(*value)
        if self._type == "colour":
            return Colour(*value)
        if self._type == "path":
            return _path_type()(value) if value else None
        if self._type == "object":
            if not value:
                return self._none_of_optional()
            found = _gimbal.scene.objects.get(value)
            if found is None:
                raise ValueError(f"{self.name} is {_gimbal.short_text(value)}: the scene has no object of that name")
            return found.mesh if self._wants_mesh else found
        if self._type == "str" and not value and not self.required and self._default is None:
            return None
        return value

    def _none_of_optional(self):
        if self.required:
            raise ValueError(f"{self.name} is empty: give the name of an object")
        return None


class _Command:
    """A function and what the registry knows of it."""

    def __init__(self, name, label, menu, key, needs, can_run, function):
        self.name, self.label, self.menu, self.key, self.needs = name, label, menu, key, needs
        self.can_run, self._function = can_run, function
        scope = events._scope()
        self.owner = scope.owner if scope else ""
        self.doc, parameter_docs = _documentation(function)
        self.doc = self.doc or label + "."
        self.parameters = _parameters(function, parameter_docs)

    def perform(self, arguments):
        """Call the function with a dict of plain arguments, as one undo step."""
        return _gimbal.run_as_step(self.label, lambda: self._perform(arguments))

    def _perform(self, arguments):
        reason = self.reason()
        if reason:
            raise RuntimeError(f"{self.name} cannot run now: {reason}")
        return self._function(**{p.name: p.to_argument(arguments[p.name]) for p in self.parameters})

    def reason(self):
        """Why can_run() says that it cannot run; empty if it can."""
        if self.can_run is None:
            return ""
        answer = self.can_run()
        if isinstance(answer, str):
            return answer
        if answer is None or answer:
            return ""
        return "its can_run() says no"


def _add(record):
    with _lock:
        _gimbal.add_command(
            record.name,
            record.label,
            record.doc,
            record.menu,
            record.key,
            record.owner,
            record.needs,
            [parameter.record() for parameter in record.parameters],
            record.perform,
        )
        _commands[record.name] = record
        _tell_ops(record.name)
        if record.can_run is not None:
            _watch()
            _ask(record)


def _watch():
    global _watching
    if not _watching:
        for name in _CHANGES:
            _gimbal.add_handler(name, _ask_again)
        _watching = True


def _ask_again(_event=None):
    """Ask each can_run(), on the handlers thread."""
    with _lock:
        asked = [record for record in _commands.values() if record.can_run is not None]
    for record in asked:
        _ask(record)


def _ask(record):
    try:
        reason = record.reason()
    except Exception as error:
        reason = "its can_run() failed"
        sys.stderr.write(f"gimbal: can_run() of the command {record.name} failed and is not asked any more:\n")
        print_exception(error)
        record.can_run = None
    if _commands.get(record.name) is record:
        _gimbal.set_command_reason(record.name, reason)


def _tell_ops(name):
    ops = sys.modules.get("gimbal.ops")
    if ops is not None:
        ops.refresh(name)


_required = object()
_TYPES: dict = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    Colour: "colour",
    Vector: "vector",
    _gimbal.Object: "object",
    _gimbal.Mesh: "object",
}


def _path_type():
    import pathlib  # slow to import

    _TYPES[pathlib.Path] = "path"
    return pathlib.Path


def _parameters(function, docs):
    if not callable(function) or not hasattr(function, "__code__"):
        raise TypeError(f"a command must be a function, not {_gimbal.short_text(function)}")
    code = function.__code__
    if code.co_flags & (0x20 | 0x80 | 0x200):  # inspect.CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR
        raise TypeError(f"the command {function.__name__}() must be a plain function, without `async` and `yield`")
    if code.co_flags & (0x04 | 0x08):  # inspect.CO_VARARGS and CO_VARKEYWORDS
        raise TypeError(f"the command {function.__name__}() has *args or **kwargs, for which there is no field")
    if code.co_posonlyargcount:
        raise TypeError(f"the command {function.__name__}() has parameters without a name: remove the '/'")
    if "pathlib" in sys.modules:
        _path_type()
    hints = typing.get_type_hints(function, include_extras=True)
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    positional = names[: code.co_argcount]
    values = function.__defaults__ or ()
    defaults = dict(zip(positional[len(positional) - len(values) :], values, strict=True))
    defaults.update(function.__kwdefaults__ or {})
    parameters = []
    for name in names:
        default = defaults.get(name, _required)
        if name not in hints and (default is _required or default is None):
            raise TypeError(
                f"the parameter '{name}' of {function.__name__}() needs a type, as in `{name}: float = 1.0`"
            )
        parameters.append(_Parameter(name, hints.get(name, type(default)), default, docs.get(name, "")))
    return parameters


def _documentation(function):
    """The first paragraph of a docstring, and what its section Parameters says of each name."""
    lines = [line.strip() for line in (getattr(function, "__doc__", None) or "").strip().split("\n")]
    first = " ".join(lines[: lines.index("")] if "" in lines else lines)
    docs = {}
    in_section = False
    for at, line in enumerate(lines):
        under = lines[at + 1] if at + 1 < len(lines) else ""
        if under and not under.strip("-") and line:
            in_section = line == "Parameters"
        elif in_section and " : " in line:
            names, _, text = line.partition(" : ")
            docs.update((name.strip(), text.strip()) for name in names.split(","))
    return first, docs


def _parts(menu):
    parts = [part.strip() for part in menu.split("/")] if menu else []
    if not all(parts):
        raise ValueError(f"menu is {menu!r}: write the titles with one / between them, as 'Mesh/Repair'")
    return parts
