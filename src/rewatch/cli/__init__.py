"""The command line: parses words, calls the workspace, prints answers."""
