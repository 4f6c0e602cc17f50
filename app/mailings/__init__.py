"""Messages that the team writes to those registered for an event."""
