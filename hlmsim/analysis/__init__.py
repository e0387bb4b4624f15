"""What the tables of a batch mean: paired effects and weekly bands. Table in, table out; no files, no screens."""
