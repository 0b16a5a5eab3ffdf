"""Bytes to accepted rows, or to a reason: read, conform, judge, keep, tell the sender."""
