// Package settlement books payments whose webhook is genuine.
package settlement

import (
	"fmt"
	"sync/atomic"

	"services.example/verify/signing"
)

type payment struct {
	webhook   []byte
	signature []byte
	merchant  int
	settled   atomic.Int64
}

type Ledger struct {
	keys     *signing.Keyring
	payments []*payment
	history  [][]byte // the day's webhooks, kept for disputes; loaded once
}

// NewLedger prepares signed webhooks so that the work under load is checking, not signing.
func NewLedger(keys *signing.Keyring) *Ledger {
	l := &Ledger{keys: keys}
	for n := range 64 {
		webhook := fmt.Appendf(nil, `{"event":"payment.captured","payment":"pay_%06d","amount":%d,"currency":"INR"}`, n, 100*(n+1))
		l.payments = append(l.payments, &payment{webhook: webhook, merchant: n, signature: keys.Sign(n, webhook)})
	}
	for range 100_000 {
		l.history = append(l.history, make([]byte, 256))
	}
	return l
}

func (l *Ledger) Settle(number int) error {
	p := l.payments[number%len(l.payments)]
	if err := l.keys.VerifyWebhook(p.merchant, p.webhook, p.signature); err != nil {
		return err
	}
	p.settled.Add(1)
	return nil
}
