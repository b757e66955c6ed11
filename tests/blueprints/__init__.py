"""Tests of the blueprints, as behaviour."""
