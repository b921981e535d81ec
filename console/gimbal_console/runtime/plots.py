"""A back end of matplotlib: show() puts the open figures into the scrollback, in their order, and closes them.

Named by `module://gimbal_console.runtime.plots`, as matplotlib's documentation of back ends has it.
"""

import builtins
import sys

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """Of a figure that pyplot made; fig.show() shows it and leaves it open."""

    def show(self):
        before = getattr(builtins, "_", None)
        try:
            sys.displayhook(self.canvas.figure)
        finally:
            builtins._ = before  # a shown figure is nobody's result


class FigureCanvas(FigureCanvasAgg):
    """What a figure is drawn on: memory."""

    manager_class = FigureManager


def show(*_, **__):
    """plt.show(): nothing is waited for, so `block` has no meaning."""
    try:
        for manager in Gcf.get_all_fig_managers():
            manager.show()
    finally:
        Gcf.destroy_all()
