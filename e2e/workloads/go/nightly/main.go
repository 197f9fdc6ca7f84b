// A service that is paced by itself: every 20 ms it answers one batch of requests and sleeps for the rest, so that what one of its
// functions costs more is seen in cores, as in production, and not hidden by a loop that runs as fast as it can.
//
//	nightly -out cpu.pb.gz [-for 150s]
package main

import (
	"flag"
	"os"
	"runtime/pprof"
	"time"

	api "services.example/nightly/api/v1"
)

func main() {
	out := flag.String("out", "cpu.pb.gz", "where the CPU profile goes")
	length := flag.Duration("for", 150*time.Second, "how long")
	flag.Parse()
	file, err := os.Create(*out)
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	for began := time.Now(); time.Since(began) < *length; {
		next := time.Now().Add(20 * time.Millisecond)
		for n := range 450 {
			api.Handle(uint64(time.Since(began))/20e6*450 + uint64(n))
		}
		time.Sleep(time.Until(next))
	}
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		panic(err)
	}
}
