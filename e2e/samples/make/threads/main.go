// One situation per run: threads MODE. Serves /debug/pprof on the port given.
package main

import (
	"context"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime/pprof"
	"sync"
	"time"
)

type Book struct {
	mu    sync.Mutex
	table sync.RWMutex
}

//go:noinline
func (b *Book) Submit() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.appendAudit()
}

//go:noinline
func (b *Book) appendAudit() {
	f, err := os.CreateTemp("", "audit")
	if err != nil {
		panic(err)
	}
	f.WriteString("order")
	f.Sync()
	f.Close()
	os.Remove(f.Name())
	time.Sleep(5 * time.Millisecond)
}

//go:noinline
func (b *Book) Change() {
	b.table.Lock()
	time.Sleep(10 * time.Millisecond)
	b.table.Unlock()
}

//go:noinline
func (b *Book) Read() {
	b.table.RLock()
	time.Sleep(time.Millisecond)
	b.table.RUnlock()
}

func start(n int, body func()) {
	for i := 0; i < n; i++ {
		go body()
	}
}

var sink int

func main() {
	go http.ListenAndServe("127.0.0.1:"+os.Args[2], nil)
	b := &Book{}
	switch os.Args[1] {
	case "lock":
		start(20, func() {
			for {
				b.Submit()
				time.Sleep(time.Millisecond)
			}
		})
		start(5, func() {
			for {
				time.Sleep(200 * time.Millisecond)
			}
		})
	case "labels":
		for _, path := range []string{"http://[::1]:80/x", "/pay]now", "a\"b", "/secret-tenant"} {
			for i := 0; i < 3; i++ {
				go pprof.Do(context.Background(), pprof.Labels("endpoint", path, "tenant", "t-17"), func(context.Context) {
					for {
						b.Submit()
					}
				})
			}
		}
	case "rwlock":
		start(4, func() {
			for {
				b.Change()
			}
		})
		start(8, func() {
			for {
				b.Read()
			}
		})
	case "idle":
		work := make(chan int)
		start(30, func() {
			for range work {
			}
		})
		start(4, func() { select {} })
	case "io":
		l, _ := net.Listen("tcp", "127.0.0.1:0")
		go func() {
			var kept []net.Conn
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				kept = append(kept, c)
			}
		}()
		start(10, func() {
			c, err := net.Dial("tcp", l.Addr().String())
			if err == nil {
				io.ReadAll(c)
			}
		})
	case "conditions":
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		start(6, func() { mu.Lock(); cond.Wait(); mu.Unlock() })
		var group sync.WaitGroup
		group.Add(1)
		start(6, group.Wait)
	case "deadlock":
		var debit, credit sync.Mutex
		go func() { debit.Lock(); time.Sleep(200 * time.Millisecond); credit.Lock() }()
		go func() { credit.Lock(); time.Sleep(200 * time.Millisecond); debit.Lock() }()
		start(4, func() {
			for {
				time.Sleep(50 * time.Millisecond)
			}
		})
	case "cpu":
		start(3, func() {
			for {
				sink++
			}
		})
	}
	select {}
}
