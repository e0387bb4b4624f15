"""How results are shown: tables in a terminal, figures in files. Numbers in, drawings out."""
