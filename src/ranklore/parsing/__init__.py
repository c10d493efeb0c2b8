"""Reads a pasted page or an uploaded file. Pure: text in, plain values out. No Django, no clock."""
