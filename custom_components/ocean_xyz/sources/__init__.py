"""What is asked, when, and what of the answers is believed. No Home Assistant."""
