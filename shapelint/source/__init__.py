"""Reading source: the only room that knows libcst."""
