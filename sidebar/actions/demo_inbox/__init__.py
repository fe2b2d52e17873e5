"""A lively inbox for the demonstration: the same tickets at each start, as old as they look."""
