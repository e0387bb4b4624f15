"""The model as Mesa sees it: agents that are windows on the engine's columns, and the outcomes of the week."""
