// common SITUATION TRUTH_FILE PORT: one small service in one known situation. Writes its own counters once a second.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

var (
	waited, waiting, since atomic.Int64 // since: the sum of the moments at which those who wait began
	held                   atomic.Int64
	threadsWithWork        int64
	began                  = time.Now()
)

// Ledger is one lock around everything.
type Ledger struct {
	mu    sync.Mutex
	total int
}

func (l *Ledger) Submit(work func() int) {
	at := int64(time.Since(began))
	waiting.Add(1)
	since.Add(at)
	l.mu.Lock()
	waiting.Add(-1)
	since.Add(-at)
	waited.Add(int64(time.Since(began)) - at)
	l.total += work()
	l.mu.Unlock()
}

func waitReplicaAck() int { time.Sleep(4 * time.Millisecond); return 1 }

//go:noinline
func verifySignature(seed uint64) uint64 {
	for i := 0; i < 200_000; i++ {
		seed = seed*6364136223846793005 + 1442695040888963407
	}
	return seed
}

type node struct {
	left, right *node
	name        string
}

//go:noinline
func parseScores(depth int) *node {
	if depth == 0 {
		return &node{name: fmt.Sprint(depth)}
	}
	return &node{left: parseScores(depth - 1), right: parseScores(depth - 1)}
}

//go:noinline
func quotePage(size int) []byte { return make([]byte, size) }

var (
	ledger Ledger
	cache  [][]byte
	warm   *node
	sink   atomic.Uint64
)

func start(count int, working bool, work func()) {
	if working {
		threadsWithWork += int64(count)
	}
	for i := 0; i < count; i++ {
		go work()
	}
}

func settle() int {
	page := quotePage(256 << 10)
	return int(verifySignature(uint64(len(page))) & 1)
}

func forever(work func()) func() {
	return func() {
		for {
			work()
		}
	}
}

func begin(situation string) {
	jobs := make(chan int)
	switch situation {
	case "cpu":
		start(4, true, forever(func() { sink.Add(verifySignature(7)) }))
	case "throttled":
		start(6, true, forever(func() { sink.Add(verifySignature(7)) }))
	case "lock":
		start(24, true, forever(func() { ledger.Submit(waitReplicaAck) }))
	case "churn":
		warm = parseScores(19)
		start(3, true, forever(func() { sink.Add(uint64(len(parseScores(12).name))) }))
	case "leak":
		start(1, true, forever(func() {
			cache = append(cache, quotePage(64<<10))
			held.Add(64 << 10)
			time.Sleep(60 * time.Millisecond)
		}))
	case "cascade":
		start(16, true, forever(func() { ledger.Submit(settle) }))
	case "idle":
		start(60, false, forever(func() { <-jobs }))
		start(4, false, forever(func() { time.Sleep(time.Second) }))
	case "io":
		startIO()
	case "sawtooth":
		start(2, true, forever(func() {
			for i := 0; i < 8; i++ {
				quotePage(128 << 10)
			}
			sink.Add(verifySignature(3))
			time.Sleep(100 * time.Millisecond)
		}))
	default:
		panic("unknown situation " + situation)
	}
}

func startIO() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				one := make([]byte, 6)
				for {
					if _, err := io.ReadFull(conn, one); err != nil {
						return
					}
					time.Sleep(200 * time.Millisecond)
					conn.Write([]byte("quote1"))
				}
			}()
		}
	}()
	start(24, true, func() {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			panic(err)
		}
		reply := make([]byte, 6)
		for {
			conn.Write([]byte("quote?"))
			io.ReadFull(conn, reply)
		}
	})
}

func main() {
	situation, truthFile, port := os.Args[1], os.Args[2], os.Args[3]
	begin(situation)
	go http.ListenAndServe("127.0.0.1:"+port, nil)
	out, err := os.Create(truthFile)
	if err != nil {
		panic(err)
	}
	samples := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/cpu/classes/gc/total:cpu-seconds"}, {Name: "/cpu/classes/gc/mark/idle:cpu-seconds"}}
	lines := json.NewEncoder(out)
	for {
		metrics.Read(samples)
		now := int64(time.Since(began))
		lines.Encode(map[string]int64{
			"at_ns": now, "alloc_bytes": int64(samples[0].Value.Uint64()), "live_bytes": held.Load(),
			"wait_ns": waited.Load() + waiting.Load()*now - since.Load(), "threads": threadsWithWork,
			"collector_ns": int64((samples[1].Value.Float64() - samples[2].Value.Float64()) * 1e9),
		})
		runtime.KeepAlive(warm)
		time.Sleep(time.Second)
	}
}
