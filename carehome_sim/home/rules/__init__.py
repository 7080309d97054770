"""The rules of the model: small functions that receive their random number and remember nothing."""
