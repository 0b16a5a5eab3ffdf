"""How one authority's files become the standard extract: declared, validated, never guessed."""
