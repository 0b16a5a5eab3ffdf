"""A slow, obvious oracle for the PACE warehouse, written from the data contract alone.

Nothing here looks at the warehouse's SQL. Each function quotes the sentence of `contract.md` it
implements, walks days or events one by one, and is meant to be checked by eye. Where the contract
is silent, a comment that begins `# Reading:` says what was assumed.
"""
