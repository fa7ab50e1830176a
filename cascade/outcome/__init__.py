"""What a round comes to: completions and ranks of the cities, and who is behind, at what, by how much."""
