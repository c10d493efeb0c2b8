"""Ranklore: a self-hosted community ranking site."""

__version__ = "0.1.0"
