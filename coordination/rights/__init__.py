"""The rights of those a record is about: to see it, to have it put right, to have it kept no longer than it must be."""
