"""`petition serve`: web and worker from one command."""
