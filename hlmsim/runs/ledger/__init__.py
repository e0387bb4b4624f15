"""What is kept of a batch: the runs as Parquet, the folder that holds them, and one command at a time in it."""
