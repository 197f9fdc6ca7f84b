//go:build !slow_voucher

package shop

const voucherRounds = 2500
