"""The programme's own records of the made-up Scotland: who took part when, and what they tried."""
