"""The commands: they take words from the command line and return an exit code."""
