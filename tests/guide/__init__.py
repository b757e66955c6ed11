"""Tests of the guide: what it says of the code is true."""
