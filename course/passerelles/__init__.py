"""Passerelles: a course that ends with a partnership dossier for the learner's own territory."""

__version__ = "0.1.0"
