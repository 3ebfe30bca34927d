"""What `import openasylum` offers: one function for each command, with values for answers."""
