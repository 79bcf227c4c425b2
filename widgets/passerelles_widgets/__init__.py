"""What a learner's notebook shows: simulators, charts and forms, in pure Python."""
