"""Tests of the readers of forecasts."""
