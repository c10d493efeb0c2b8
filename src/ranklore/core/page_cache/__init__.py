"""Finished pages that are the same for every visitor without a cookie of ours, kept under the versions of what they
show, and found before Django runs."""
