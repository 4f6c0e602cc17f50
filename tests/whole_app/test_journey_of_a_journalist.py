"""A journalist: filters the register, reads an answer, takes data, follows a figure."""

from __future__ import annotations

from flask import Flask

from tests.whole_app.walking import Walker
from tests.world import World


def test_from_the_register_to_the_data(shared_app: Flask, world: World) -> None:
    one = Walker(shared_app)
    one.open("/").follow("Propositions").follow("Retenue")
    assert one.fetch("CSV", "text/csv")
    assert one.fetch("JSON", "application/json")
    one.follow("Proposition retenue").sees("retenue")
    one.open("/propositions").follow("ce que disent les colonnes").sees("CSV")


def test_from_a_figure_to_its_source(shared_app: Flask, world: World) -> None:
    one = Walker(shared_app)
    one.open("/").follow("Bilan").follow("2023")
    one.follow("données : groupes de travail").sees("Total annoncé par la source")
    assert one.fetch("Ces lignes en CSV", "text/csv")
    one.follow("Logement et familles").sees("Groupe de travail")
