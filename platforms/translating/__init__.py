"""Translation by a service elsewhere: what it promises, and those that are spoken to."""
