// Package api answers scorecard requests.
package api

import (
	"net/http"
	"strconv"

	"services.example/serdes/scores"
	"services.example/serdes/serde"
)

type API struct{ store *scores.Store }

func New(store *scores.Store) *API { return &API{store} }

// Scorecard answers ?match=<n>&viewer=<n>.
func (a *API) Scorecard(r *http.Request) ([]byte, error) {
	match, err := strconv.Atoi(r.FormValue("match"))
	if err != nil {
		return nil, err
	}
	card := a.store.Match(match)
	return serde.EncodeScorecard(personalise(serde.ToDocument(card), r.FormValue("viewer")))
}

// personalise is why the encoded card is not shared between viewers: one field differs.
func personalise(doc map[string]any, viewer string) map[string]any {
	doc["viewer"] = viewer
	return doc
}
