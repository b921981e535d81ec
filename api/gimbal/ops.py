"""The program's commands, as the Info log writes them: gimbal.ops.mesh.smooth(iterations=10, factor=0.5).

Mesh commands act on the selection, as in the menus. A command that takes long also has a function that returns at once
with a gimbal.Job: await gimbal.ops.mesh.smooth_async(). This module is made from the command registry, so each line of
the Info log can be run again. The commands of scripts (gimbal.command) are here, too; they return what their function
returns.
"""

import _gimbal


class Operator:
    """One command. Call it with its parameters; its doc lists them with their units, ranges and defaults.

    Loading and saving return what they did as a sentence.
    """

    _suffix = ""
    _run = staticmethod(_gimbal.run_command)

    def __init__(self, command):
        self._command = command
        self.__name__ = command["name"].rpartition(".")[2] + self._suffix
        self.__qualname__ = "gimbal.ops." + command["name"] + self._suffix
        self.__doc__ = command["doc"]

    def __call__(self, *values, **arguments):
        parameters = self._command["parameters"]
        if len(values) > len(parameters):
            raise TypeError(
                f"{self.__qualname__}() takes at most {len(parameters)} arguments but {len(values)} were given"
            )
        for parameter, value in zip(parameters, values, strict=False):
            if parameter["name"] in arguments:
                raise TypeError(f"{self.__qualname__}() got '{parameter['name']}' twice")
            arguments[parameter["name"]] = value
        if self._command["of_script"]:
            from gimbal import commands

            arguments = commands.plain_arguments(self._command["name"], arguments)
        return self._run(self._command["name"], arguments)

    def __repr__(self):
        return f"<{self.__qualname__}{self._parameter_list()}>"

    @property
    def __signature__(self):
        from inspect import Parameter, Signature  # slow to import, and only help and completion need it

        kind, required = Parameter.POSITIONAL_OR_KEYWORD, Parameter.empty
        return Signature(
            [
                Parameter(p["name"], kind, default=required if p["required"] else p["default"])
                for p in self._command["parameters"]
            ]
        )

    def _parameter_list(self):
        parts = [p["name"] if p["required"] else f"{p['name']}={p['default']!r}" for p in self._command["parameters"]]
        return f"({', '.join(parts)})"


class AsyncOperator(Operator):
    """One command that takes long. Calling it starts the command and returns a gimbal.Job with the same result."""

    _suffix = "_async"
    _run = staticmethod(_gimbal.start_command)


class Namespace:
    """The commands whose names have the same first part."""

    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return f"<gimbal.ops.{self.__name__}: {', '.join(dir(self))}>"

    def __dir__(self):
        return sorted(name for name in self.__dict__ if not name.startswith("_"))

    def __getattr__(self, name):
        raise AttributeError(f"there is no command '{self.__name__}.{name}'; there are: {', '.join(dir(self))}")


_spaces: dict = {}
__all__: list = []


def _add(command):
    space, _, name = command["name"].partition(".")
    commands = _spaces.setdefault(space, Namespace(space))
    setattr(commands, name, Operator(command))
    if command["heavy"]:
        setattr(commands, name + "_async", AsyncOperator(command))


def refresh(command_name):
    """Add, replace or remove a function, because a script has added or removed its command."""
    space, _, name = command_name.partition(".")
    found = [command for command in _gimbal.commands() if command["name"] == command_name]
    if found:
        _add(found[0])
    elif space in _spaces:
        vars(_spaces[space]).pop(name, None)
        if not dir(_spaces[space]):
            del _spaces[space]
    __all__[:] = sorted(_spaces)


for _command in _gimbal.commands():
    _add(_command)
del _command
__all__[:] = sorted(_spaces)


def __getattr__(name):
    if name in _spaces:
        return _spaces[name]
    raise AttributeError(f"there is no group of commands '{name}'; there are: {', '.join(__all__)}")


def __dir__():
    return __all__
