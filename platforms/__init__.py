"""Outer systems as the counter sees them: orders and money, never tickets."""
