"""A young person's story so far: prepared by their worker, chosen by them, kept as a booklet."""
