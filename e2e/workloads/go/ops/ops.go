// Package ops is the operations port every service here opens: /debug/pprof as net/http/pprof serves it, and /served,
// the number of requests answered so far, from which the cost of a profiler is computed.
package ops

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof"
	"runtime"
	"sync/atomic"
)

var (
	listen        = flag.String("ops", "127.0.0.1:6061", "address of /debug/pprof")
	mutexFraction = flag.Int("mutex-fraction", 10, "runtime.SetMutexProfileFraction: one contended unlock in so many")
	blockRate     = flag.Int("block-rate", 10000, "runtime.SetBlockProfileRate in nanoseconds")

	served atomic.Int64
)

// Served counts one answered request.
func Served() { served.Add(1) }

// Start switches the lock profiles on and opens the port. Call it after flag.Parse.
func Start() {
	runtime.SetMutexProfileFraction(*mutexFraction)
	runtime.SetBlockProfileRate(*blockRate)
	http.HandleFunc("/served", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, served.Load()) })
	go func() { log.Fatal(http.ListenAndServe(*listen, nil)) }()
}
