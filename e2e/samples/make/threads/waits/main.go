// Waits whose truth is known by construction: rw (a reader holds, writers and readers wait), cond, chan, either (two mutexes in one function).
package main

import (
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"sync"
	"time"
)

type Catalog struct {
	mu    sync.RWMutex
	stock map[string]int
}

var sink *os.File

//go:noinline
func flushReport() {
	for i := 0; i < 40; i++ {
		sink.WriteAt(make([]byte, 1<<20), 0)
		sink.Sync()
	}
}

//go:noinline
func (c *Catalog) Report() {
	c.mu.RLock()
	defer c.mu.RUnlock()
	flushReport()
}

//go:noinline
func (c *Catalog) Update() {
	c.mu.Lock()
	c.stock["a"]++
	c.mu.Unlock()
}

//go:noinline
func (c *Catalog) Find() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.stock["a"]
}

type Queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items int
}

//go:noinline
func (q *Queue) Take() {
	q.mu.Lock()
	for q.items == 0 {
		q.ready.Wait()
	}
	q.items--
	q.mu.Unlock()
}

//go:noinline
func (q *Queue) Put() {
	q.mu.Lock()
	q.items++
	q.mu.Unlock()
	q.ready.Signal()
}

//go:noinline
func receive(jobs chan int) { <-jobs }

//go:noinline
func send(jobs chan int) { jobs <- 1 }

type Pair struct {
	first, second sync.Mutex
}

// Takes one lock or the other, each for its own work.
//
//go:noinline
func (p *Pair) Either(of int) {
	if of == 0 {
		p.first.Lock()
		time.Sleep(20 * time.Millisecond)
		p.first.Unlock()
		return
	}
	p.second.Lock()
	flushReport()
	p.second.Unlock()
}

func forever(n int, f func()) {
	for range n {
		go func() {
			for {
				f()
			}
		}()
	}
}

func main() {
	runtime.SetBlockProfileRate(10000)
	runtime.SetMutexProfileFraction(1)
	sink, _ = os.CreateTemp("", "sink")
	os.Remove(sink.Name())
	switch os.Args[1] {
	case "rw":
		c := &Catalog{stock: map[string]int{}}
		forever(1, c.Report)
		forever(4, c.Update)
		forever(6, func() { c.Find(); time.Sleep(time.Millisecond) })
	case "cond":
		q := &Queue{}
		q.ready = sync.NewCond(&q.mu)
		forever(8, q.Take)
		forever(1, func() { time.Sleep(50 * time.Millisecond); q.Put() })
	case "chan":
		jobs, full := make(chan int), make(chan int)
		forever(6, func() { receive(jobs) })
		forever(4, func() { send(full) })
		forever(1, func() { time.Sleep(50 * time.Millisecond); jobs <- 1; <-full })
	case "either":
		p := &Pair{}
		forever(5, func() { p.Either(0) })
		forever(3, func() { p.Either(1) })
	}
	http.ListenAndServe("127.0.0.1:"+os.Args[2], nil)
}
