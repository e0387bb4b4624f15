"""The yardstick: the same mechanisms as one Mesa object an agent, written the way Mesa's own examples are."""
