"""From the file of a notice to a drafted plan: what it says, and marks where a person must decide."""
