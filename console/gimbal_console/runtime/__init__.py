"""The console's additions to a running script: event loop, display of values, pdb, plots, and the terminal."""
