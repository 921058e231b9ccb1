"""The demo: a historic example on real input."""
