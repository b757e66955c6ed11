"""Tests of the blueprints by what they do."""
