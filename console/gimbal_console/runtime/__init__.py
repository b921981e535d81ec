"""What the console puts beside a running script: its event loop, display, debugger, plots, the terminal."""
