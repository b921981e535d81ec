"""The program's commands by name, as the Info log writes them: gimbal.ops.mesh.smooth(iterations=10, factor=0.5).

They act on the selection, as the menus do. Made from the command registry, so that a logged line always runs again.
"""
import _gimbal


class Operator:
    """One command. Call it with its parameters; `help()` of it lists them with their units and ranges."""

    def __init__(self, command):
        self._command = command
        self.__name__ = command["name"].rpartition(".")[2]
        self.__qualname__ = "gimbal.ops." + command["name"]
        self.__doc__ = _doc_of(command)

    def __call__(self, *values, **arguments):
        parameters = self._command["parameters"]
        if len(values) > len(parameters):
            raise TypeError(f"{self.__qualname__}() takes at most {len(parameters)} arguments, {len(values)} were given")
        for parameter, value in zip(parameters, values):
            if parameter["name"] in arguments:
                raise TypeError(f"{self.__qualname__}() got '{parameter['name']}' twice")
            arguments[parameter["name"]] = value
        _gimbal.run_command(self._command["name"], arguments)

    def __repr__(self):
        return f"<{self.__qualname__}{self._command_line()}>"

    @property
    def __signature__(self):
        from inspect import Parameter, Signature        # heavy, and only for help and completion
        return Signature([
            Parameter(p["name"], Parameter.POSITIONAL_OR_KEYWORD, default=Parameter.empty if p["required"] else p["default"])
            for p in self._command["parameters"]
        ])

    def _command_line(self):
        return "(" + ", ".join(p["name"] if p["required"] else f"{p['name']}={p['default']!r}" for p in self._command["parameters"]) + ")"


class Namespace:
    """Commands that share the first part of their name."""

    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return f"<gimbal.ops.{self.__name__}: {', '.join(dir(self))}>"

    def __dir__(self):
        return sorted(name for name in self.__dict__ if not name.startswith("_"))

    def __getattr__(self, name):
        raise AttributeError(f"there is no command '{self.__name__}.{name}'; there are: {', '.join(dir(self))}")


def _doc_of(command):
    lines = [command["doc"] or command["label"], ""]
    if command["parameters"]:
        lines += ["Parameters", "----------"]
    for p in command["parameters"]:
        limits = f", {_number(p['low'])} to {_number(p['high'])}" if p["low"] is not None and p["high"] is not None else ""
        unit = f", {p['unit']}" if p["unit"] else ""
        default = "" if p["required"] else f", {p['default']!r} by default"
        lines.append(f"{p['name']} : {p['type']}{limits}{unit}{default}; {p['doc']}".rstrip("; "))
    if command["heavy"]:
        lines += ["", "Runs on a worker without the GIL; Stop ends it."]
    return "\n".join(lines).rstrip()


def _number(value):
    return int(value) if value == int(value) else value


def _namespaces():
    spaces = {}
    for command in _gimbal.commands():
        space, _, name = command["name"].partition(".")
        setattr(spaces.setdefault(space, Namespace(space)), name, Operator(command))
    return spaces


_spaces = _namespaces()
__all__ = sorted(_spaces)


def __getattr__(name):
    if name in _spaces:
        return _spaces[name]
    raise AttributeError(f"there are no commands '{name}.…'; there are: {', '.join(__all__)}")


def __dir__():
    return __all__
