"""The console's Python half. Each module is imported at its first use, never at start."""
