"""Speed, each figure beside the stock tool's in the same run; nothing here asserts a time."""
