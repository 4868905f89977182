"""Worlds: the same layer or op asked of our rules and of the frameworks themselves."""
