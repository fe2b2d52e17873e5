"""Rules that answer, tag, assign and move tickets by themselves: each once for each cause."""
