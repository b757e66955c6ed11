"""Addresses are checked as the BIPs and Bitcoin Core check them."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    MalformedAddressError,
    WrongNetworkError,
    parse_address,
)
from custom_components.ocean_xyz.api.address import BASE58, BECH32

BIP_173_MAIN = ["BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"]
BIP_173_TEST = [
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
    "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
]
# Valid until BIP 350 gave versions above 0 another checksum.
BIP_173_REPLACED = [
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
    "BC1SW50QA3JX3S",
    "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
]
BIP_173_INVALID = [
    "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
    "bc1rw5uspcuh",
    "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
    "bc1gmk9yu",
]
# Valid or not as bech32 or bech32m, none of these is an address.
BIP_173_AND_350_STRINGS = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
    "\x201nwldj5",
    "\x7f1axkwrx",
    "\x801eym55h",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
    "\x201xj0phk",
    "\x7f1g6xzxy",
    "\x801vctc34",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "qyrz8wqd2c9m",
    "1qyrz8wqd2c9m",
    "y1b0jsk6g",
    "lt1igcx5c0",
    "in1muywd",
    "mm1crxm3i",
    "au1s5cgom",
    "M1VUXWEZ",
    "16plkw9",
    "1p2gdwpf",
]
BIP_350_MAIN = [
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
BIP_350_TEST = [
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
    "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
]
BIP_350_INVALID = [
    "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    "bc1gmk9yu",
]
CORE_BASE58_MAIN = [
    "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo",
    "36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm",
    "1FjL87pn8ky6Vbavd1ZHeChRXtoxwRGCRd",
    "3BZECeAH8gSKkjrTx8PwMrNQBLG18yHpvf",
]
CORE_BASE58_TEST = [
    "mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ",
    "2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK",
    "mww4LvqtTMKvmeQvizPz2EQv26xTneWrbg",
    "2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT",
    "n4fajahJrAuKbN7uNsKjLjQkz9Qn5ewJXQ",
    "2MxFajLApXpYk4VodBSZSt7rw8y4ryABkfA",
]
CORE_BECH32_MAIN = [
    "bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv",
    "bc1qyucykdlhp62tezs0hagqury402qwhk589q80tqs5myh3rxq34nwqhkdhv7",
    "bc1p83n3au0rjylefxq2nc2xh2y4jzz4pm6zxj4mw5pagdjjr2a9f36s6jjnnu",
    "bc1z2rksukkjr8",
]
CORE_BECH32_TEST = [
    "tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54",
    "tb1p35n52jy6xkm4wd905tdy8qtagrn73kqdz73xe4zxpvq9t3fp50aqk3s6gz",
    "tb1rgv5m6uvdk3kc7qsuz0c79v88ycr5w4wa",
    "bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9",
    "bcrt1pfwxjqvtt4tcxrtdluukfmy2dv7xd2qzdfy6kajv5nwn4yam3wxkq3553uh",
    "bcrt1sx6p8njlx7h9mc2agz4yg82dzne23050ncq72cneeecez2pst8mahn8xecsf8g6hzx94420",
]
# Bitcoin Core's lists of invalid texts, and of keys, which are not addresses.
CORE_INVALID = [
    "",
    "x",
    "1GAdfviErV2Ew95FPtZyikz2qGP3gyCB6Hyu94sedAkPpA523m3fQwps9YKUZkKgQckGPKhRsFR",
    "37G2kMDLpmWVhimxRdzwNfE8JFvWXnJYnVcXeeGrek2qumdJuK7XArcVVpRtLLjRra3t64BEPF2",
    "2MygHQjE1U33q3LSC53p69YqFjP8PihumJAF",
    "2UVPFpGYnLHJezFzjUo42our6PMEoozzRdM",
    "KzNbAQ4mexfAxa6RKBzHQqfoTycaeWpv2p",
    "AZEah8d1EK362okRBS66e8SvdtYkrE8tsX",
    "2NDNP7GY59tTJPZTpbkprhM9SR99Nn5rUs7",
    "bcrt1r2qxpwuge",
    "bc1qdsuzmn04k2z8vryw8l4dj8m5ygqgnne5n",
    "bc1p702xksx4z3uqf0u2phllxkfe5cgu0adxptqs0uelx0tqt8e885sqryes2l",
    "tb1ly0q7p",
    "bcrt1qzwmyj0z924g7fzs5yvnrkc43y76RVyr2lh5t4r",
    "5JuW2AMDYu4xVwRG9DZW18VbzQrGcd5RCgb99sS6ehJsNQXu5b9",
    "L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEd",
]
BASE58_MALFORMED = [
    "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2m0",  # no letter of base58
    "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mp",  # one letter off
    "11FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo",  # a zero byte too many
    "LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9",  # another coin's version
    "1",
    "bitcoin:",
    "bitcoin",
    "litecoin:1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo",
    "１FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo",
    "BITCOIN:?amount=1",
    "no address at all",
]

MAIN = sorted(
    {
        *BIP_173_MAIN,
        *BIP_350_MAIN,
        *CORE_BASE58_MAIN,
        *CORE_BECH32_MAIN,
    }
)


@pytest.mark.parametrize("address", MAIN)
def test_an_address_of_the_main_network_is_accepted(address: str) -> None:
    """A valid address is returned, bech32 in lower case and base58 unchanged."""
    wanted = address.lower() if address[:3].lower() == "bc1" else address
    assert parse_address(address) == wanted


@pytest.mark.parametrize(
    "address",
    sorted({*BIP_173_TEST, *BIP_350_TEST, *CORE_BASE58_TEST, *CORE_BECH32_TEST}),
)
def test_an_address_of_a_test_network_is_told_apart(address: str) -> None:
    """An address that is valid on another network is not reported as malformed."""
    with pytest.raises(WrongNetworkError):
        parse_address(address)


@pytest.mark.parametrize(
    "address",
    sorted(
        {
            *BIP_173_REPLACED,
            *BIP_173_INVALID,
            *BIP_173_AND_350_STRINGS,
            *BIP_350_INVALID,
            *CORE_INVALID,
            *BASE58_MALFORMED,
        }
    ),
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Each invalid vector is malformed, whatever network its prefix names."""
    with pytest.raises(MalformedAddressError):
        parse_address(address)


@pytest.mark.parametrize("address", [a for a in MAIN if a[:2].lower() == "bc"])
def test_bech32_may_be_in_one_case_or_the_other_but_not_both(address: str) -> None:
    """QR codes have upper case; mixed case is an error."""
    assert parse_address(address.upper()) == parse_address(address.lower())
    with pytest.raises(MalformedAddressError):
        parse_address("B" + address[1:].lower())


@pytest.mark.parametrize(
    "text",
    [
        "  {}\n",
        "bitcoin:{}",
        "BITCOIN:{}",
        "bitcoin:{}?amount=0.5&label=Luke-Jr",
        " bitcoin:{}?",
    ],
)
def test_an_address_may_come_with_what_wallets_copy_along(text: str) -> None:
    """White space and the parts of a payment URI are removed."""
    address = CORE_BASE58_MAIN[0]
    assert parse_address(text.format(address)) == address


def test_both_errors_are_value_errors() -> None:
    """A caller that only needs valid or invalid can catch ValueError."""
    assert issubclass(MalformedAddressError, ValueError)
    assert issubclass(WrongNetworkError, ValueError)


@given(st.text(max_size=120))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    """No text raises another error."""
    try:
        address = parse_address(text)
    except ValueError:
        return
    assert parse_address(address) == address


@given(st.sampled_from(MAIN), st.data())
def test_one_wrong_letter_is_always_noticed(address: str, data: st.DataObject) -> None:
    """The checksums catch every single substitution."""
    address = parse_address(address)
    letters = BECH32 if address.startswith("bc1") else BASE58
    at = data.draw(st.integers(3, len(address) - 1))
    letter = data.draw(st.sampled_from(letters).filter(lambda c: c != address[at]))
    with pytest.raises(MalformedAddressError):
        parse_address(address[:at] + letter + address[at + 1 :])
