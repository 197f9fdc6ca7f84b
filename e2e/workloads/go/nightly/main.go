// Command nightly answers requests in batches, paced by itself: every 20 ms one batch, then sleep for the rest, so that what one of its
// functions costs more is seen in cores, as in production, and not hidden by a loop that runs as fast as it can. Built with
// -tags slow_rules one function does a fifth more (pricing/rules_slow.go). Nothing else differs.
package main

import (
	"flag"
	"time"

	api "services.example/nightly/api/v1"
	"services.example/ops"
)

const perSecond = 2_500

func main() {
	flag.Parse()
	ops.Start()
	began := time.Now()
	for number := uint64(0); ; {
		// What is due by now, so that a moment without the processor is made up for.
		for due := uint64(time.Since(began).Seconds() * perSecond); number < due; number++ {
			api.Handle(number)
			ops.Served()
		}
		time.Sleep(20 * time.Millisecond)
	}
}
