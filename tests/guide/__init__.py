"""Tests of the guide: what it says about the code is true."""
