"""The compiled model: arrays in, arrays out; imports nothing of ours."""
