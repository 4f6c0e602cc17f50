"""Settings are read once, and what cannot be read stops the start with one sentence."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import Settings, SettingsError

KEY = "k" * 40


def load(folder: Path, **given: str) -> Settings:
    names = {
        name if name in {"HOST", "PORT"} else f"SYNERGIES_{name}": v for name, v in given.items()
    }
    return Settings.load({"SYNERGIES_INSTANCE_PATH": str(folder), **names})


def test_nothing_given_is_enough(tmp_path: Path) -> None:
    settings = load(tmp_path / "instance")
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'synergies.sqlite3'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.mail_url == "file:"
    assert not settings.state_brand
    assert settings.rate_limits
    assert not settings.secure


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = load(tmp_path)
    assert len(first.secret_key) >= 32
    assert load(tmp_path).secret_key == first.secret_key
    assert load(tmp_path / "another").secret_key != first.secret_key
    mode = stat.S_IMODE((tmp_path / "secret_key").stat().st_mode)
    assert mode == stat.S_IRUSR | stat.S_IWUSR


@pytest.mark.parametrize("content", [b"", b"\n", b"court", b"\xff" * 60])
def test_a_key_that_was_not_written_whole_stops_the_start(tmp_path: Path, content: bytes) -> None:
    """As a full disk leaves it: private links would be signed with nothing."""
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(SettingsError, match="secret_key"):
        load(tmp_path)
    assert (tmp_path / "secret_key").read_bytes() == content


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(4) as pool:
            keys = list(pool.map(lambda _n, folder=folder: load(folder).secret_key, range(4)))
        assert len(set(keys)) == 1
        assert len(keys[0]) >= 32
        assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_proxies_are_addresses_and_networks(tmp_path: Path) -> None:
    assert load(tmp_path).trusted_proxies == ()
    given = load(tmp_path, TRUSTED_PROXIES="127.0.0.1 ::1, 10.0.0.0/8").trusted_proxies
    assert [str(one) for one in given] == ["127.0.0.1/32", "::1/128", "10.0.0.0/8"]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "synergies.toml").write_text(
        'SYNERGIES_BASE_URL = "https://a.example.org/"\nRATE_LIMITS = false\nSTATE_BRAND = true\n',
        encoding="utf-8",
    )
    settings = load(tmp_path, STATE_BRAND="off")
    assert settings.base_url == "https://a.example.org"
    assert settings.secure
    assert settings.host_name == "a.example.org"
    assert not settings.rate_limits
    assert not settings.state_brand


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"DATABASE": "x"}, "SYNERGIES_DATABASE"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"BASE_URL": "ftp://example.org"}, "BASE_URL"),
        ({"BASE_URL": "example.org"}, "BASE_URL"),
        ({"BASE_URL": "https://example.org/?a=1"}, "BASE_URL"),
        ({"BASE_URL": "https://example.org/synergies"}, "racine"),
        ({"MAIL_URL": "mailto:x@example.org"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://u:p@relais.example.org:notaport"}, "MAIL_URL"),
        ({"MAIL_URL": "smtps://relais.example.org:0"}, "MAIL_URL"),
        ({"MAIL_FROM": "pas une adresse"}, "MAIL_FROM"),
        ({"MAIL_FROM": ""}, "MAIL_FROM"),
        ({"MAIL_FROM": "Équipe <équipe@example.org>"}, "MAIL_FROM"),
        ({"INBOX_URL": "imaps://a:b@example.org"}, "INBOX_ADDRESS"),
        ({"INBOX_ADDRESS": "réponses@synergies.example.org"}, "INBOX_ADDRESS"),
        ({"INBOX_ADDRESS": "a+b@synergies.example.org"}, "INBOX_ADDRESS"),
        ({"INBOX_ADDRESS": "reponses@ailleurs.example.org"}, "même domaine"),
        (
            {"INBOX_ADDRESS": "a@synergies.example.org", "INBOX_URL": "pop3://example.org"},
            "INBOX_URL",
        ),
        ({"QUEUE_URL": "amqp://example.org"}, "QUEUE_URL"),
        ({"STORAGE_URL": "ftp://example.org"}, "STORAGE_URL"),
        ({"STATE_BRAND": "peut-être"}, "STATE_BRAND"),
        ({"RATE_LIMITS": ""}, "RATE_LIMITS"),
        ({"ACCESSIBILITY_STATUS": "conforme"}, "ACCESSIBILITY_STATUS"),
        ({"TRUSTED_PROXIES": "le proxy"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "10.0.0.1/8"}, "TRUSTED_PROXIES"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "huit"}, "PORT"),
    ],
)
def test_what_cannot_be_read_stops_the_start(
    tmp_path: Path, given: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(tmp_path, **{"SECRET_KEY": KEY, **given})
    sentence = str(refusal.value)
    assert named in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("content", ["=", "UNKNOWN = 1\n", 'HOST_NAMES = ["a"]\n', "\xff"])
def test_a_wrong_file_stops_the_start(tmp_path: Path, content: str) -> None:
    (tmp_path / "synergies.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingsError):
        load(tmp_path)


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="ne peut pas être créé"):
        load(tmp_path / "file" / "instance")


def test_the_instance_is_for_its_own_account_only(tmp_path: Path) -> None:
    load(tmp_path / "instance")
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700
