"""What is run by another Python is no test of this one."""

collect_ignore = ["by_tensorflow.py"]
