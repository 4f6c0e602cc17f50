"""The HTTP toolkit: everything the pages share, nothing of the domain."""
