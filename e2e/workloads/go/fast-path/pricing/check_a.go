//go:build !build_b

package pricing

// isCurrent says whether the cached price is of the given price list, or a newer one.
func (c *Cache) isCurrent(article int, generation int64) bool {
	e := c.entries[article]
	return e != nil && e.generation >= generation
}
