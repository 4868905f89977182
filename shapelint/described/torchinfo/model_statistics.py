"""What a summary comes to."""


class ModelStatistics:
    pass
