// Command storefront answers three kinds of requests, each under a pprof label `endpoint`, as services with request
// labels do. Which kind comes how often is the load generator's business. Built with -tags slow_voucher one function of
// /checkout, shop.voucherIsGenuine, does three times its work. Nothing else differs.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"runtime/pprof"

	"services.example/ops"
	"services.example/storefront/shop"
	"services.example/web"
)

func main() {
	flag.Parse()
	ops.Start()
	s := shop.New()
	endpoints := map[string]func(n int) []byte{"/search": s.Search, "/checkout": s.Checkout, "/account": s.Account}
	web.Serve(func(r *http.Request) (body []byte, err error) {
		answer, ok := endpoints[r.URL.Path]
		if !ok {
			return nil, fmt.Errorf("no page %s", r.URL.Path)
		}
		var n int
		if _, err := fmt.Sscan(r.FormValue("n"), &n); err != nil {
			return nil, err
		}
		pprof.Do(r.Context(), pprof.Labels("endpoint", r.URL.Path), func(context.Context) { body = answer(n) })
		return body, nil
	})
}
