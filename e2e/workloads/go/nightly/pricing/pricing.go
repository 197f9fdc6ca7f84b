// Package pricing says what an article costs: a base price, the rules of the day, a rounding.
package pricing

import "hash/fnv"

//go:noinline
func Price(sku string, count int) float64 {
	return round(discount(base(sku), count) * quote(sku))
}

//go:noinline
func base(sku string) float64 {
	h := fnv.New64a()
	for range 40 {
		h.Write([]byte(sku))
	}
	return float64(h.Sum64()%100_000) / 100
}

// The rules of the day, one after the other. Built with -tags slow_rules it does a fifth more of them, and nothing else differs.
//
//go:noinline
func discount(price float64, count int) float64 {
	for rule := range rules {
		price += float64((rule*count)%13) - 6
		if price < 1 {
			price = 1
		}
	}
	return price
}

//go:noinline
func quote(sku string) float64 {
	sum := uint32(1)
	for i := range 900 {
		sum = sum*16777619 ^ uint32(sku[i%len(sku)])
	}
	return 1 + float64(sum%100)/1000
}

//go:noinline
func round(price float64) float64 {
	for range 200 {
		price = float64(int(price*100+0.5)) / 100
	}
	return price
}
