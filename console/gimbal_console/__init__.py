"""The Python half of the console. Each module is imported on first use, never at start."""
