"""Trains the reader: one encoder with a head for each thing that is read off a word. Needs PyTorch; the result does not."""
