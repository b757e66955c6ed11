"""The words of the answers that Assist gives without a language model."""
