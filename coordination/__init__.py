"""Coordination: the team around the child, in one place."""
