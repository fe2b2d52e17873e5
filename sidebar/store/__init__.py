"""What the counter remembers. The only room that speaks SQL."""
