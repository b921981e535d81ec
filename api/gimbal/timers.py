"""Functions that are called later on the handlers thread, also while a script runs.

    from gimbal import timers

    timers.call_later(2.5, print, "after two and a half seconds")

    @timers.every(1.0)
    def turn():
        gimbal.view.orbit(5)

    turn.cancel()

The functions are those of gimbal_console.timers. What a call changes in the document is one undo step with the timer's
name. A timer belongs to the plug-in whose code has started it or whose function it calls, and is cancelled when that
plug-in is switched off.
"""

import sys

import _gimbal
from gimbal_console import timers as _timers
from gimbal_console.timers import Timer, active, call_later, call_soon, cancel_of, every  # noqa: F401

from gimbal import events

__all__ = ["Timer", "active", "call_later", "call_soon", "every"]


def _owners_of(function):
    """The ids of the plug-ins to which a new timer with this function belongs."""
    owners = {_plugin_of(_timers.globals_of(function)), _plugin_on_stack()}
    scope = events._scope()
    if scope is not None:
        owners.add(scope.owner)
    return frozenset(owners - {""})


def _plugin_on_stack():
    frame = sys._getframe(2)
    while frame is not None:
        owner = _plugin_of(frame.f_globals)
        if owner:
            return owner
        frame = frame.f_back
    return ""


def _plugin_of(names):
    name = names.get("__name__") if type(names) is dict else None
    if type(name) is not str or not name.startswith(events._PLUGIN_PACKAGE):
        return ""
    plugin_id = name.partition(".")[0][len(events._PLUGIN_PACKAGE) :]
    module = sys.modules.get(name)
    if module is None or module.__dict__ is not names:
        raise RuntimeError(f"the plug-in {plugin_id!r} was switched off, so its code cannot start a timer")
    return plugin_id


_timers.adopt(_owners_of, _gimbal.run_as_step)
