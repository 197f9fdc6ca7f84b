// Package api answers basket requests.
package api

import (
	"net/http"
	"strconv"

	"services.example/fast-path/pricing"
)

type API struct{ pricer *pricing.Pricer }

func New(p *pricing.Pricer) *API { return &API{p} }

const basketSize = 24

// Basket answers ?basket=<n> with the sum of its prices; which articles lie in it follows from the number.
func (a *API) Basket(r *http.Request) ([]byte, error) {
	n, err := strconv.Atoi(r.FormValue("basket"))
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for i := range basketSize {
		total += a.pricer.Price((n*basketSize + i*7919) % pricing.Articles)
	}
	return strconv.AppendInt(nil, total, 10), nil
}
