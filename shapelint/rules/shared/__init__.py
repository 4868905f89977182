"""What the families of rules share: pure functions over shapes that raise `Mismatch`.

They take a value (a tensor, a list, a number) or a `Shape` wherever they speak of an operand, and give a `Shape`.
"""
