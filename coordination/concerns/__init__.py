"""Concerns that a child is not safe: anybody raises one, it is saved and read at once, and somebody decides."""
