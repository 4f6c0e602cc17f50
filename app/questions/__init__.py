"""What an event asks of those who register: its own questions, access needs, meals."""
