"""One file a command; each gives ``build(lang)``, the command in that language."""
