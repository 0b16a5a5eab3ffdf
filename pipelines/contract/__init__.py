"""The vocabulary and the shapes that rooms hand to each other. Imports no other room."""
