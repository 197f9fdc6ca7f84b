"""What a request does: authorise, post, render."""

import json
import logging

from payments import rules

log = logging.getLogger("payments.views")


def authorise(request, ledger, cache):
    payment = request["payment"]
    log.debug("authorise payment=%s merchant=%s", payment["id"], payment["merchant"])
    merchant = cache.get(payment["merchant"], ledger.load_merchant)
    recent = ledger.statement(payment)
    accepted = rules.evaluate(payment, merchant, recent)
    balance = ledger.post(payment, "accepted" if accepted else "declined")
    log.debug("posted payment=%s balance=%s", payment["id"], balance)
    return render(payment, merchant, recent, accepted, balance)


def render(payment, merchant, recent, accepted, balance):
    """The answer carries the recent postings: it is what the merchant's dashboard shows."""
    body = {
        "payment": payment,
        "accepted": accepted,
        "balance": balance,
        "merchant": {"id": merchant["id"], "limit": merchant["limit"], "slabs": merchant["slabs"]},
        "recent": [
            {"id": pid, "card": card, "amount": amount, "decision": decision}
            for pid, card, amount, decision in recent[:25]
        ],
    }
    return json.dumps(body, sort_keys=True)
