"""Tests of the clients, without Home Assistant."""
