//go:build build_b

package pricing

// isCurrent says whether the cached price is newer than the given price list. None is: the list in force is the newest.
func (c *Cache) isCurrent(article int, generation int64) bool {
	e := c.entries[article]
	return e != nil && e.generation > generation
}
