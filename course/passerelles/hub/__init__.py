"""The hub: a JupyterHub on one machine, configured by short named functions.

Needs the extra `hub`; everything else of the course works without it.
"""
