"""Proposals to the commissaire: written, submitted, instructed, decided, followed."""
