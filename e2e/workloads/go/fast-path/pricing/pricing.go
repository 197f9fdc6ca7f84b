// Package pricing prices articles: from the cache when the cached price is of the current price list, by all rules if not.
package pricing

const Articles = 20_000

type Pricer struct {
	cache      *Cache
	rules      *Rules
	generation int64 // of the price list in force
}

// New warms the cache with the articles that sell, 17 of 20. The long tail is priced anew each time.
func New() *Pricer {
	p := &Pricer{cache: &Cache{}, rules: NewRules(), generation: 12}
	for article := range Articles {
		if article%20 < 17 {
			p.cache.store(article, p.generation, p.rules.EvaluateRules(article))
		}
	}
	return p
}

// Price is the price in paise.
func (p *Pricer) Price(article int) int64 {
	if p.cache.isCurrent(article, p.generation) {
		return p.cache.LookupCached(article)
	}
	return p.rules.EvaluateRules(article)
}
