"""The local web page: questions, answers and evidence for people who never open a terminal."""
