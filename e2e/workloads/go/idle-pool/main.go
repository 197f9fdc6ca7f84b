// Command idle-pool scales pictures with 512 workers where two would do. The workers wait for work, on a channel: that is
// parking, not contention, however many hours of it the block profile shows.
package main

import (
	"flag"

	"services.example/idle-pool/api"
	"services.example/idle-pool/pool"
	"services.example/ops"
	"services.example/web"
)

func main() {
	flag.Parse()
	ops.Start()
	web.Serve(api.New(pool.New(512)).Thumbnail)
}
