"""Mail in: fetched, kept whole, made a message of exactly one ticket, or listed with its reason."""
