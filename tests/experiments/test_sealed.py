"""A sealed file is read back as it was, or not at all."""

import json

import pytest

from experiments.sealed import sealed, unsealed

FIELDS = {"name": "“Café”", "count": 3, "share": 1e-05, "inside": {"a": [1, 2], "b": None}, "flag": True}


def test_what_was_sealed_is_read_back() -> None:
    assert unsealed(sealed(FIELDS)) == FIELDS
    assert list(unsealed(sealed(FIELDS))) == list(FIELDS)


def test_every_other_byte_is_noticed() -> None:
    text = sealed(FIELDS).encode()
    for place in range(len(text)):
        for other in {text[place] ^ 1, text[place] ^ 32, 0, 10, 32, 57} - {text[place]}:
            spoilt = text[:place] + bytes([other]) + text[place + 1 :]
            try:
                found = unsealed(spoilt.decode())
            except ValueError:
                continue
            assert "seal" not in found
            assert set(found) - set(FIELDS), "a file with another name for its seal has a field too many"


@pytest.mark.parametrize("text", ["", "{", "[1]", "3", "null"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of the parser or our own, whichever comes first
        unsealed(text)


def test_a_cut_file_is_refused() -> None:
    text = sealed(FIELDS)
    for length in range(len(text)):
        with pytest.raises(ValueError):  # noqa: PT011 - of the parser or our own, whichever comes first
            unsealed(text[:length])


def test_a_file_of_an_earlier_version_is_read_as_it_is() -> None:
    assert unsealed(json.dumps(FIELDS)) == FIELDS
