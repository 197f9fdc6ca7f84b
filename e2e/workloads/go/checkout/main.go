// Command checkout prices carts and remembers each quote so that the payment page shows the same price. The quotes are
// meant to be evicted; -max-quotes 0 in a new configuration means "no limit", and nobody notices for days.
package main

import (
	"flag"
	"os"
	"os/signal"
	"syscall"

	"services.example/checkout/api"
	"services.example/checkout/cart"
	"services.example/checkout/quotes"
	"services.example/ops"
	"services.example/web"
)

func main() {
	flag.Parse()
	ops.Start()
	cache := quotes.NewCache(200)
	go reloadConfiguration(cache)
	web.Serve(api.New(cart.NewCatalogue(), cache).Quote)
}

// reloadConfiguration plays the rollout: on SIGHUP the new configuration arrives, in which the limit is missing.
func reloadConfiguration(cache *quotes.Cache) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	for range hangup {
		cache.SetLimit(0)
	}
}
