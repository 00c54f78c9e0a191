"""Seeing the whole: what changed since somebody last looked, what is nobody's job, and the overviews of teams."""
