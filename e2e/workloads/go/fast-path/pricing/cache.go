package pricing

import "fmt"

type entry struct {
	generation int64
	record     []byte
}

// Cache holds each price as the price feed sent it: one line with the price in every currency, rupees last.
type Cache struct{ entries [Articles]*entry }

func (c *Cache) store(article int, generation, paise int64) {
	var record []byte
	for currency := range 120 {
		record = fmt.Appendf(record, "C%02d:%d;", currency%100, paise*int64(80+currency)/100)
	}
	record = fmt.Appendf(record, "INR:%d", paise)
	c.entries[article] = &entry{generation, record}
}

// LookupCached reads the rupees off the line. It is the fast path, but not free. Inlined it could hide in its caller's
// line; the point of this program is to see it vanish in build B only.
//
//go:noinline
func (c *Cache) LookupCached(article int) (paise int64) {
	for _, b := range c.entries[article].record {
		switch {
		case b == ':':
			paise = 0
		case b >= '0' && b <= '9':
			paise = paise*10 + int64(b-'0')
		}
	}
	return paise
}
