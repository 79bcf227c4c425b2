"""What a worker loads before its job comes: nbgrader, IPython, the questions' types.

Only worker processes import this module, and only to have it done.
"""

from IPython.core import displaypub, interactiveshell

from passerelles.grading import engine, run
from passerelles_widgets.forms import exercise

__all__ = ["displaypub", "engine", "exercise", "interactiveshell", "run"]
