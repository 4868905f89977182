"""What every layer and op does to shapes, one declaration each."""
