"""Work from a helpdesk: its agents let in, its tickets tied to ours, its switches heeded."""
