"""rewatch: screens rare-earth companies on four documented criteria."""

__version__ = "0.1.0"
