"""Protected places of a child: keeping them, being shown one, an emergency in the night, and words that are held."""
