"""What agents do with a ticket besides answering: each noun in its own file, each act an event."""
