"""Mail: letters that cannot be misread, handed over so that none leaves twice by our doing."""
