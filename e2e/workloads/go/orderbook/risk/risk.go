// Package risk holds each account's margin and exposure; all of it is in memory before the first order.
package risk

import "sync/atomic"

const accounts = 50_000

type account struct {
	margin   float64
	exposure atomic.Int64     // paise
	history  [16]atomic.Int64 // the last notionals in paise, for the surveillance report
	next     atomic.Uint32
}

type Limits struct{ accounts []*account }

func New() *Limits {
	l := &Limits{accounts: make([]*account, accounts)}
	for i := range l.accounts {
		l.accounts[i] = &account{margin: 1e9}
	}
	return l
}

// Check books the notional and says whether the account may trade it.
func (l *Limits) Check(id int, notional float64) bool {
	a := l.accounts[id%accounts]
	paise := int64(notional * 100)
	a.history[a.next.Add(1)%uint32(len(a.history))].Store(paise)
	a.exposure.Add(paise)
	return notional < a.margin
}
