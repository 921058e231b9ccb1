from petition.domain.public_counts import country_shares


def test_nine_are_hidden_and_ten_are_shown() -> None:
    shares = {share.country_code: share.signatures for share in country_shares({"GE": 9, "LT": 10})}
    assert shares == {"GE": None, "LT": 10}


def test_a_country_without_signatures_is_not_named() -> None:
    assert country_shares({"GE": 0}) == ()
