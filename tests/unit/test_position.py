"""Positions as people type them, as calendars and maps take them."""

import pytest

from app.events.position import degrees, map_url, read_position, spoken_position


@pytest.mark.parametrize(
    "typed",
    [
        "43,6047 ; 1,4442",
        "43,6047;1,4442",
        "43,6047, 1,4442",
        "43.6047, 1.4442",
        "43.6047,1.4442",
        "43.6047 1.4442",
        "43.60470000,+1.44420000",
    ],
)
def test_all_ways_to_type_a_position_mean_the_same(typed: str) -> None:
    assert read_position(typed) == "43.604700;1.444200"


@pytest.mark.parametrize(
    "typed", ["Toulouse", "43,6047", "43,6047,1,4442", "91 ; 1", "43 ; 181", "1e3 ; 2", "nan ; 1"]
)
def test_what_is_no_position_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="titude"):
        read_position(typed)


@pytest.mark.parametrize(
    "position", ["43.604700;1.444200", "-0.000010;-179.999999", "0.000000;10.000000"]
)
def test_what_is_shown_again_reads_the_same(position: str) -> None:
    assert read_position(spoken_position(position)) == position
    assert ";".join(f"{number:.6f}" for number in degrees(position)) == position
    latitude, longitude = position.split(";")
    assert f"mlat={latitude}" in map_url(position)
    assert f"mlon={longitude}" in map_url(position)
