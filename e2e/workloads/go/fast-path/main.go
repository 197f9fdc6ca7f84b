// Command fast-path prices baskets. Built plain it is build A; built with -tags build_b one comparison in the cache check
// is wrong (pricing/check_b.go) and the cached answer is never used again. Nothing else differs.
package main

import (
	"flag"

	"services.example/fast-path/api"
	"services.example/fast-path/pricing"
	"services.example/ops"
	"services.example/web"
)

func main() {
	flag.Parse()
	ops.Start()
	web.Serve(api.New(pricing.New()).Basket)
}
