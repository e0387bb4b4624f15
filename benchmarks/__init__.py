"""How fast the engine is: against itself at several sizes, against a plain Mesa model, and at the door."""
