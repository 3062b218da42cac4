"""The command line: parses words, asks the workspace, prints. It computes no number itself."""
