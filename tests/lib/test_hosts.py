import pytest

from groundswell.lib.hosts import domain_of, host_of


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Keepers.example/about", "keepers.example"),
        ("https://www.keepers.example:8443/", "www.keepers.example"),
        ("https://keepers.example./", "keepers.example"),
        ("https://flüsse.example/", "xn--flsse-lva.example"),
        ("https://ana:word@keepers.example/", "keepers.example"),
    ],
)
def test_host_is_as_the_network_knows_it(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize(
    "address",
    ["", "https://", "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://1.2.3/", "https://a..b/", "https://[::1", f"https://{'a' * 64}.example", "https://" + "a." * 200 + "example"],
)  # fmt: skip
def test_what_is_no_public_name_is_no_host(address):
    assert host_of(address) == ""


def test_domain_leaves_out_www():
    assert (domain_of("www.keepers.example"), domain_of("wwwater.example")) == ("keepers.example", "wwwater.example")
