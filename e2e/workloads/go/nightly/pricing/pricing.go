// Package pricing says what an article costs: a base price, the rules of the day, what it takes to get it there, a rounding.
package pricing

import "hash/fnv"

// What the steps share: an order in the works.
type item struct {
	price float64
	count int
	sku   string
	seed  uint32
}

//go:noinline
func Price(sku string, count int) float64 {
	it := item{price: base(sku), count: count, sku: sku, seed: uint32(len(sku)*31 + count)}
	discount(&it)
	season(&it)
	loyalty(&it)
	bundle(&it)
	coupon(&it)
	region(&it)
	tax(&it)
	duty(&it)
	freight(&it)
	packing(&it)
	insurance(&it)
	stock(&it)
	margin(&it)
	currency(&it)
	competitor(&it)
	quote(&it)
	return round(it.price)
}

//go:noinline
func base(sku string) float64 {
	h := fnv.New64a()
	for range 12 {
		h.Write([]byte(sku))
	}
	return float64(h.Sum64()%100_000) / 100
}

// The rules of the day, one after the other. Built with -tags slow_rules it does a fifth more of them, and nothing else differs.
//
//go:noinline
func discount(it *item) {
	for rule := range rules {
		it.price += float64((rule*it.count)%13) - 6
		if it.price < 1 {
			it.price = 1
		}
	}
}

//go:noinline
func season(it *item) {
	for day := range 260 {
		it.price += float64((day*it.count)%7) - 3
	}
}

//go:noinline
func loyalty(it *item) {
	for range 330 {
		it.seed = it.seed*1664525 + 1013904223
	}
	it.price *= 1 - float64(it.seed%50)/10_000
}

//go:noinline
func bundle(it *item) {
	for other := range 240 {
		it.price += float64((other^it.count)%5) - 2
	}
}

//go:noinline
func coupon(it *item) {
	for i := range 300 {
		it.seed = it.seed*16777619 ^ uint32(it.sku[i%len(it.sku)])
	}
}

//go:noinline
func region(it *item) {
	for zone := range 280 {
		it.price += float64((zone+it.count)%9) - 4
	}
}

//go:noinline
func tax(it *item) {
	for rate := range 200 {
		it.price = it.price*1.000001 + float64(rate%3) - 1
	}
}

//go:noinline
func duty(it *item) {
	for code := range 310 {
		it.seed ^= it.seed<<13 ^ uint32(code)
		it.seed ^= it.seed >> 17
	}
}

//go:noinline
func freight(it *item) {
	for leg := range 220 {
		it.price += float64((leg*3+it.count)%11) - 5
	}
}

//go:noinline
func packing(it *item) {
	for box := range 290 {
		it.seed += uint32(box) ^ it.seed>>3
	}
}

//go:noinline
func insurance(it *item) {
	for risk := range 250 {
		it.price = it.price*1.0000005 + float64((risk+it.count)%2) - 0.5
	}
}

//go:noinline
func stock(it *item) {
	for shelf := range 320 {
		it.seed = it.seed*2654435761 + uint32(shelf)
	}
}

//go:noinline
func margin(it *item) {
	for step := range 230 {
		it.price += float64((step*it.count)%17) - 8
	}
}

//go:noinline
func currency(it *item) {
	for range 210 {
		it.price = float64(int(it.price*10_000)) / 10_000
	}
}

//go:noinline
func competitor(it *item) {
	for shop := range 270 {
		it.seed = it.seed<<5 - it.seed + uint32(shop)
	}
}

//go:noinline
func quote(it *item) {
	for i := range 260 {
		it.seed = it.seed*16777619 ^ uint32(it.sku[(i*3)%len(it.sku)])
	}
	it.price *= 1 + float64(it.seed%100)/100_000
}

//go:noinline
func round(price float64) float64 {
	for range 120 {
		price = float64(int(price*100+0.5)) / 100
	}
	return price
}
