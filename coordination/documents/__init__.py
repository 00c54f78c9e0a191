"""Documents: the only door to WeasyPrint, and all a printed page needs to be read, checked and trusted.

``facts`` says what each document is made from, ``shape`` refuses facts that do not fit, ``rendering`` turns
facts into a tagged PDF, ``stamping`` marks one recipient's copy, ``structure`` looks at the finished file,
and ``pool`` renders in processes that the worker recycles.
"""
