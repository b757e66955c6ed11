"""Tests of triggers and conditions."""
