"""The door for machines: a file per document."""
