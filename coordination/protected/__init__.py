"""Protected places and identities: what must not be found out about a child, kept apart and encrypted.

``matching`` finds a protected value in a text whatever its disguise and knows nothing of the database.
"""
