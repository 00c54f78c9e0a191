"""How long a record is kept, what holds it, and how it is destroyed so that nothing of it can be read again."""
