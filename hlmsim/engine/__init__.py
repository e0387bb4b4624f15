"""How time passes: arrays, draws, ties, compiled kernels. Knows no people."""
