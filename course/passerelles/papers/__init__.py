"""Guides and trainer's material: one source, read in the portal and printed as PDF."""
