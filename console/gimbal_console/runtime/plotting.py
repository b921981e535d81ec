"""Makes figures appear in the scrollback. Runs when a script first imports matplotlib."""

import os


def install(matplotlib):
    """Set the default backend. MPLBACKEND and matplotlib.use() can still choose another one."""
    if not os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = "module://gimbal_console.runtime.plots"
