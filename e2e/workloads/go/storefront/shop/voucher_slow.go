//go:build slow_voucher

package shop

const voucherRounds = 7500
