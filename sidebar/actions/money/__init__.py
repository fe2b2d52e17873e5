"""Money moved back: prepared, reviewed, asked once, called once, settled once."""
