// Package api answers quote requests.
package api

import (
	"encoding/json"
	"net/http"

	"services.example/checkout/cart"
	"services.example/checkout/quotes"
)

type API struct {
	catalogue *cart.Catalogue
	cache     *quotes.Cache
}

func New(catalogue *cart.Catalogue, cache *quotes.Cache) *API { return &API{catalogue, cache} }

// Quote answers ?cart=<id>: the remembered quote, or a new one.
func (a *API) Quote(r *http.Request) ([]byte, error) {
	id := r.FormValue("cart")
	if q := a.cache.Get(id); q != nil {
		return json.Marshal(q.Total)
	}
	lines := a.catalogue.Load(id)
	q := quotes.Build(id, lines)
	a.cache.Put(id, q)
	return json.Marshal(q.Total)
}
