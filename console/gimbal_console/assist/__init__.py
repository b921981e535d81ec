"""What the console offers while one types: completion, call tips, documentation, variables."""
