"""Backups: one file holds a hub, a classroom, a room or a workspace, and brings it back.

`passerelles backup DIR -o FILE` while everything runs; `passerelles restore FILE DIR`
into a folder that is not there yet. A file that is damaged in any way restores nothing.
"""
