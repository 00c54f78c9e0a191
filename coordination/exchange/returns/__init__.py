"""What leaves for a statutory return: one module a return that gathers its rows, one check, one place that writes."""
