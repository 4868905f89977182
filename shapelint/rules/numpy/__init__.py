"""NumPy: what its functions and arrays do to shapes; and the few of pandas and scikit-learn that hand arrays on."""
