"""Scripts that install, check and package Synergies, before any library is there to help."""
