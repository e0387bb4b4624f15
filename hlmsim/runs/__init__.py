"""How many times a world is simulated: one run, batches that cannot be lost, and the tables that they leave."""
