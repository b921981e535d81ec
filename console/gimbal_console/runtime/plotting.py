"""What the console adds to matplotlib when a script first imports it: figures come into the scrollback."""

import os


def install(matplotlib):
    """Plots need no window of their own. MPLBACKEND and matplotlib.use() still choose another back end."""
    if not os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = "module://gimbal_console.runtime.plots"
