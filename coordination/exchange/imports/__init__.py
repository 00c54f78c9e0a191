"""Imports: read, check, show what would change, accept.

Reading and checking are pure: files in, a ``Reading`` of typed records and findings out, nothing stored.
Accepting is the only half that knows the database.
"""
