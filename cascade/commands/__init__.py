"""What the scripts do: words from the command line in, an exit code out."""
