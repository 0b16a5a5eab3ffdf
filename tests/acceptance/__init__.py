"""What is promised of the two commands and of the pages, tried as a newcomer would."""
