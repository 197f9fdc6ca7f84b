package pricing

type rule struct {
	divisor, remainder int
	percent            int64
}

// Rules are the discounts of twenty years; each article is held against all of them.
type Rules struct{ all []rule }

func NewRules() *Rules {
	r := &Rules{}
	for i := range 6000 {
		r.all = append(r.all, rule{3 + i%97, i % 3, int64(90 + i%20)})
	}
	return r
}

// EvaluateRules is the slow path.
//
//go:noinline
func (r *Rules) EvaluateRules(article int) int64 {
	price := int64(100_000 + article)
	for i := range r.all {
		if applies(&r.all[i], article) {
			price = max(10_000, price*r.all[i].percent/100)
		}
	}
	return price
}

func applies(r *rule, article int) bool { return article%r.divisor == r.remainder }
