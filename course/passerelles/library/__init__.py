"""What the two source documents know, as data, and the words to say it in both languages."""
