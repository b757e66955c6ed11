"""Tests of forecasts in a running Home Assistant."""
