"""What comes back by mail: answers to invitations and mails that could not be delivered."""
