// Package api answers thumbnail requests.
package api

import (
	"net/http"
	"strconv"

	"services.example/idle-pool/pool"
	"services.example/idle-pool/thumbs"
)

type API struct {
	pool   *pool.Pool
	images []*thumbs.Image
}

func New(p *pool.Pool) *API {
	a := &API{pool: p}
	for n := range 40 {
		a.images = append(a.images, thumbs.NewImage(n, 640, 480))
	}
	return a
}

// Thumbnail answers ?image=<n>.
func (a *API) Thumbnail(r *http.Request) ([]byte, error) {
	n, err := strconv.Atoi(r.FormValue("image"))
	if err != nil {
		return nil, err
	}
	image := a.images[n%len(a.images)]
	return a.pool.Do(func() []byte { return image.Scale(96, 72) }), nil
}
