"""Reference kernels in NumPy: what layers and functions compute, in the plainest correct form.

They stand in where a framework is not installed.  Each says what a framework says in numbers (the tests compare them),
and refuses what does not fit in NumPy's own words.
"""
