"""Petition and postcard signature service."""

__version__ = "0.1.0"
