"""Scripts that install, check and package Synergies; standard library only, run before anything is installed."""
