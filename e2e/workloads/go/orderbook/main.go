// Command orderbook is an exchange gateway. Every order of every session goes through one book behind one mutex, and the
// book journals to its standby while it holds that mutex: quiet all night, a queue at the market's opening.
package main

import (
	"flag"

	"services.example/ops"
	"services.example/orderbook/book"
	"services.example/orderbook/gateway"
	"services.example/orderbook/journal"
	"services.example/orderbook/risk"
	"services.example/wire"
)

func main() {
	standby := flag.String("standby", "127.0.0.1:7002", "address of the standby journal")
	flag.Parse()
	ops.Start()
	wire.Serve(&gateway.Gateway{
		Book:   book.New(journal.Open("journal.log", *standby)),
		Limits: risk.New(),
	})
}
