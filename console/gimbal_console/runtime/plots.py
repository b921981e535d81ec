"""A matplotlib backend: show() puts the open figures into the scrollback, in order, and closes them.

Its name is `module://gimbal_console.runtime.plots` (see "Writing a backend" in matplotlib's documentation).
"""

import builtins
import sys

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """The manager of a figure that pyplot made. fig.show() shows the figure and leaves it open."""

    def show(self):
        before = getattr(builtins, "_", None)
        try:
            sys.displayhook(self.canvas.figure)
        finally:
            builtins._ = before  # showing a figure does not change the last result


class FigureCanvas(FigureCanvasAgg):
    """The canvas of a figure: memory."""

    manager_class = FigureManager


def show(*_, **__):
    """plt.show(). It never waits, so `block` has no effect."""
    try:
        for manager in Gcf.get_all_fig_managers():
            manager.show()
    finally:
        Gcf.destroy_all()
