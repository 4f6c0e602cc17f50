"""The serving command: from an empty folder to a production server, in one process tree.

`python -m app.server` (and `make run`) reads the settings, takes the port, builds the application
once, lets a short-lived child migrate and fill the database, then serves: a gunicorn master, its
workers and the mail worker, all forked from the same loaded application, so that they share memory.
"""
