"""Somebody asks to see what is held: the request, gathering, deciding item by item, and the bundle they are given."""
