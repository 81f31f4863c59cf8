"""Groundswell: from the call to the record."""

__version__ = "0.1.0"
