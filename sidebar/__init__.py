"""The panel: tickets, conversations and what an agent does with them."""
