"""The plain-language coach: how hard words written for a young person are to read, and what would make them plainer.

Rules that anybody can read and argue with: no model, no guess, the same answer every time.
"""
