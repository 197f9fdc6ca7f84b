// Command serdes serves live cricket scorecards. Every viewer gets a scorecard built and encoded for him alone: nothing is
// kept too long, nothing is locked, and the collector works as hard as the encoder.
package main

import (
	"flag"

	"services.example/ops"
	"services.example/serdes/api"
	"services.example/serdes/scores"
	"services.example/web"
)

func main() {
	flag.Parse()
	ops.Start()
	web.Serve(api.New(scores.NewStore(16)).Scorecard)
}
