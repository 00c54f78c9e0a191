"""The second face: one page each for a young person, a foster carer and a parent, and what they may add to
it.

Everything on these pages was published to their reader, or is the reader's own. What is kept from them
leaves no trace, and nothing of a brother, a sister or another parent rides along.
"""
