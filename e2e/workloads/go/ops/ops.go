// Package ops is the operations port every service here opens: /debug/pprof as net/http/pprof serves it, and, for
// measuring what a profiler costs, /served (requests answered so far) and /rates, which switches sampling on and off.
package ops

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof"
	"runtime"
	"strconv"
	"sync/atomic"
)

var (
	listen = flag.String("ops", "127.0.0.1:6061", "address of /debug/pprof")
	served atomic.Int64
)

// Served counts one answered request.
func Served() { served.Add(1) }

// Start switches the lock profiles on and opens the port. Call it after flag.Parse.
func Start() {
	runtime.SetMutexProfileFraction(10)
	runtime.SetBlockProfileRate(10_000)
	http.HandleFunc("/served", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, served.Load()) })
	http.HandleFunc("/rates", func(_ http.ResponseWriter, r *http.Request) {
		number := func(name string) int { n, _ := strconv.Atoi(r.FormValue(name)); return n }
		runtime.SetMutexProfileFraction(number("mutex"))
		runtime.SetBlockProfileRate(number("block"))
		// Meant to be set once: no heap profile of a process in which it changed is kept.
		runtime.MemProfileRate = number("heap")
	})
	go func() { log.Fatal(http.ListenAndServe(*listen, nil)) }()
}
