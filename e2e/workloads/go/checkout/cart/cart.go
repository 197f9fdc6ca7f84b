// Package cart knows the products and what lies in each cart.
package cart

import (
	"fmt"
	"hash/fnv"
)

type Product struct {
	SKU, Name string
	Paise     int64
	GST       int64 // percent
}

type Line struct {
	Product  *Product
	Quantity int64
}

type Catalogue struct{ products []*Product }

func NewCatalogue() *Catalogue {
	c := &Catalogue{}
	for i := range 120_000 {
		c.products = append(c.products, &Product{
			SKU: fmt.Sprintf("SKU-%06d", i), Name: fmt.Sprintf("Cotton kurta, size %d, colour %d", 32+i%14, i%251),
			Paise: int64(19_900 + i%97*1000), GST: int64(5 + i%3*7),
		})
	}
	return c
}

// Load returns a cart's lines: which, follows from its id.
func (c *Catalogue) Load(id string) []Line {
	h := fnv.New64a()
	h.Write([]byte(id))
	seed := h.Sum64()
	lines := make([]Line, 4+seed%12)
	for i := range lines {
		seed = seed*6364136223846793005 + 1442695040888963407
		lines[i] = Line{c.products[seed>>33%uint64(len(c.products))], int64(1 + seed>>60)}
	}
	return lines
}
