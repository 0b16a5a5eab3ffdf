"""Figures of speed and memory, as ratios; nothing here asserts anything."""
