// A small service with net/http/pprof for the tests: threads queue on one lock, bytes are allocated, some CPU is burnt.
// It prints its address on the first line and ends when its standard input does.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"sync"
	"time"
)

var (
	mutexFraction = flag.Int("mutex", 1, "SetMutexProfileFraction")
	blockRate     = flag.Int("block", 10000, "SetBlockProfileRate")
	queue         sync.Mutex
	sink          [][]byte
)

func holdTheLock() {
	queue.Lock()
	defer queue.Unlock()
	sink = append(sink[:0], make([]byte, 64<<10))
	time.Sleep(2 * time.Millisecond)
}

func burn(until time.Time) (n int) {
	for time.Now().Before(until) {
		n++
	}
	return n
}

func main() {
	flag.Parse()
	runtime.SetMutexProfileFraction(*mutexFraction)
	runtime.SetBlockProfileRate(*blockRate)
	for i := 0; i < 8; i++ {
		go func() {
			for {
				holdTheLock()
			}
		}()
	}
	go func() {
		for {
			burn(time.Now().Add(5 * time.Millisecond))
			time.Sleep(45 * time.Millisecond)
		}
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(listener, nil))
}
