"""The PACE evaluation warehouse: extracts in, an exact core, a release out."""
