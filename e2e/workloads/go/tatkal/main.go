// Command tatkal books train seats in the minute the quota opens. One inventory, one lock, and under that lock the seat
// search, the audit record and its replication: past capacity everything is high at once.
package main

import (
	"flag"

	"services.example/ops"
	"services.example/orderbook/journal"
	"services.example/tatkal/audit"
	"services.example/tatkal/desk"
	"services.example/tatkal/tickets"
	"services.example/wire"
)

func main() {
	standby := flag.String("standby", "127.0.0.1:7002", "address of the standby journal")
	flag.Parse()
	ops.Start()
	inventory := tickets.NewInventory(audit.NewLog(journal.Open("journal.log", *standby)))
	wire.Serve(desk.New(inventory))
}
