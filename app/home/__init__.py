"""Pages on top of everything: home, legal pages, health."""
