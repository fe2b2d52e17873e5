"""Default replies: managed in the settings, picked and filled on a ticket, guarded on leaving."""
