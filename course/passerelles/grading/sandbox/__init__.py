"""Sandboxes for learners' code: `recipe` and `runner` outside, the other modules inside.

A sandbox has no network, an empty process list, files of its own that go with it, no
right that it could win back, and limits. What it cannot prevent is that code fools the
tests that run beside it in the same process: such code can earn the points of its own
notebook, and nothing else. Questions answered as data have no such process.
"""
