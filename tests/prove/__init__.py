"""The long proofs: seeded, resumable, their figures written to ``docs/figures``."""
