// zoo does a little of everything that a Go profile can show, and serves /debug/pprof on 127.0.0.1:6971.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	_ "net/http/pprof"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

type entry struct {
	Name   string
	Values [64]int
}

var (
	mu    sync.Mutex
	kept  []*entry
	rw    sync.RWMutex
	table = map[int]*entry{}
	jobs  = make(chan int)
)

func keep(n int) {
	e := &entry{Name: "entry"}
	mu.Lock()
	kept = append(kept, e)
	time.Sleep(200 * time.Microsecond)
	mu.Unlock()
	rw.Lock()
	table[n%5000] = e
	rw.Unlock()
}

//go:noinline
func churn() int {
	e := entry{Name: "churn"}
	for i := range e.Values {
		e.Values[i] = i * i
	}
	b, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return len(b)
}

func hash(data []byte) (sum [32]byte) {
	for range 200 {
		sum = sha256.Sum256(data)
		data = sum[:]
	}
	return sum
}

func main() {
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(1)
	for i := range 6 {
		go func() {
			for n := i; ; n += 6 {
				keep(n)
				time.Sleep(2 * time.Millisecond)
			}
		}()
	}
	for range 4 {
		go func() {
			for range jobs {
				pprof.Do(context.Background(), pprof.Labels("endpoint", "/orders", "tenant", "blr"), func(context.Context) {
					churn()
					hash(make([]byte, 2000))
				})
			}
		}()
	}
	go func() {
		for n := 0; ; n++ {
			jobs <- n
			time.Sleep(time.Millisecond)
		}
	}()
	panic(http.ListenAndServe("127.0.0.1:6971", nil))
}
