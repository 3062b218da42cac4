"""The terminal interface: the only package that may import textual or rich."""
