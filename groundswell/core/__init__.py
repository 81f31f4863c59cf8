"""The domain: every noun, every rule. Imports lib alone."""
