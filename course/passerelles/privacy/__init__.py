"""Personal data: what is kept about a person, where and how long; its export and its erasure."""
