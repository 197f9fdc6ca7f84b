// Package api receives settlement batches.
package api

import (
	"bufio"
	"fmt"
	"net/http"
	"strconv"

	"services.example/verify/settlement"
)

type API struct{ ledger *settlement.Ledger }

func New(ledger *settlement.Ledger) *API { return &API{ledger} }

// Settle takes one payment number per line and answers how many were settled.
func (a *API) Settle(r *http.Request) ([]byte, error) {
	settled := 0
	for lines := bufio.NewScanner(r.Body); lines.Scan(); {
		number, err := strconv.Atoi(lines.Text())
		if err != nil {
			return nil, err
		}
		if err := a.ledger.Settle(number); err != nil {
			return nil, err
		}
		settled++
	}
	return fmt.Appendf(nil, "%d settled\n", settled), nil
}
