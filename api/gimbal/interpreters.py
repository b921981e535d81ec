"""Sub-interpreters, with the names of `concurrent.interpreters`: see `gimbal_console.interpreters`."""
from gimbal_console.interpreters import *  # noqa: F403
from gimbal_console.interpreters import __all__ as __all__
