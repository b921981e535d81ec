# The types of gimbal.commands, for editors. The documentation is in the module.
from collections.abc import Callable
from typing import TypeVar

_Function = TypeVar("_Function", bound=Callable[..., object])

class Range:
    low: float | None
    high: float | None
    unit: str
    doc: str
    def __init__(
        self, low: float | None = None, high: float | None = None, *, unit: str = "", doc: str = ""
    ) -> None: ...

def command(
    name: str,
    *,
    label: str | None = None,
    menu: str = "",
    key: str = "",
    needs: str = "",
    can_run: Callable[[], str | bool | None] | None = None,
) -> Callable[[_Function], _Function]: ...
def remove(name: str) -> None: ...
