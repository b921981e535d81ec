"""Help while the user types: completion, call tips, documentation and the list of variables."""
