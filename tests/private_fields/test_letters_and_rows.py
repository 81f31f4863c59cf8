"""What goes out by mail, what is written to the log, and what lies in the rows of those who only pass things on."""

import json

from django.core import mail

from groundswell.core.models import (
    Action,
    Assent,
    Code,
    CoHost,
    Confirmation,
    Convening,
    Decision,
    Endorsement,
    Exchange,
    Fact,
    Invitation,
    Look,
    Part,
    Replacement,
    Series,
    Signature,
    Standby,
    Steward,
    Taking,
)
from groundswell.outside.models import Letter
from tests.private_fields.marks import INTERNAL, SECRET, found, visitor
from tests.private_fields.walking import go_through_everything

WRITTEN = (
    Fact,
    Letter,
    Code,
    Action,
    Endorsement,
    Decision,
    Signature,
    Steward,
    Invitation,
    Replacement,
    Convening,
    Part,
    Assent,
    Taking,
    Standby,
    Series,
    CoHost,
    Exchange,
    Confirmation,
    Look,
)


def test_letters_tell_their_reader_nothing_of_others(scene, call, clara):
    go_through_everything(call, clara)

    assert len(mail.outbox) > 6
    for letter in mail.outbox:
        text = letter.subject + letter.body + str(letter.extra_headers)
        # Addresses, also their own; who decided; what others proposed.
        assert found(text, SECRET) == []
        assert found(text, {name: INTERNAL[name] for name in ("person's name", "draft")}) == []
        assert len(letter.recipients()) == 1


def test_log_and_screen_tell_nothing_of_visitors_or_what_they_typed(scene, call, clara, caplog, capfd):
    caplog.set_level("DEBUG", logger="groundswell")
    browser = visitor()
    go_through_everything(call, clara)
    code = Code.mint(Code.HOST, action=scene)
    browser.post("/host/", {"code": code})
    for email in (SECRET["address of who only tried"], SECRET["person's address"]):
        browser.post("/desk/sign-in/", {"email": email})
    browser.post("/proof/", {"code": "CANA-RYCA-NARY-CANA-RYCA-NARY"})
    browser.get("/actions/?q=Canaryhidden")
    browser.post("/desk/sign-in/", {"email": SECRET["host's address"]}, headers={"Origin": "https://evil.example"})
    for name in [f"a{n}" for n in range(3)]:
        browser.get(f"/nothing/{name}?secret=Canaryhidden")

    out, err = capfd.readouterr()
    # django.* goes to a null handler (settings.LOGGING); pytest's own catches it all the same.
    told = out + err + "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django"))
    assert found(told, SECRET, INTERNAL) == []
    assert code not in told and code.replace("-", "") not in told


def test_rows_of_facts_and_letters_hold_no_address_and_no_code(scene, call, clara):
    go_through_everything(call, clara)

    rows = [str(row) for model in WRITTEN for row in model.objects.values()]
    assert found(json.dumps(rows), SECRET) == []
