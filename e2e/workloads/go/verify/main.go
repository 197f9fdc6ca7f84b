// Command verify checks the signatures of payment webhooks in batches: honest work, and most of what it does.
package main

import (
	"flag"

	"services.example/ops"
	"services.example/verify/api"
	"services.example/verify/settlement"
	"services.example/verify/signing"
	"services.example/web"
)

func main() {
	flag.Parse()
	ledger := settlement.NewLedger(signing.NewKeyring(2))
	ops.Start()
	web.Serve(api.New(ledger).Settle)
}
