"""A plainly fictitious year, lived through the services. Only ever in an instance of its own."""
