"""A scored company as a document, and the renderers of that document."""
