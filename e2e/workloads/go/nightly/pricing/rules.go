//go:build !slow_rules

package pricing

const rules = 1400
