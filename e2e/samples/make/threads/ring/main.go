// Two mutexes taken in two orders, and goroutines behind each of them.
package main

import (
	"net/http"
	_ "net/http/pprof"
	"os"
	"sync"
	"time"
)

type Ledger struct{ mu sync.Mutex }
type Stock struct{ mu sync.Mutex }
type Shop struct {
	ledger Ledger
	stock  Stock
}

//go:noinline
func (s *Shop) Reserve() {
	s.stock.mu.Lock()
	defer s.stock.mu.Unlock()
	time.Sleep(200 * time.Millisecond)
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
}

//go:noinline
func (s *Shop) Refund() {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	time.Sleep(200 * time.Millisecond)
	s.stock.mu.Lock()
	defer s.stock.mu.Unlock()
}

func main() {
	s := &Shop{}
	go s.Reserve()
	go s.Refund()
	time.Sleep(500 * time.Millisecond)
	for range 3 {
		go s.Reserve()
		go s.Refund()
	}
	for range 4 {
		go func() { select {} }()
	}
	http.ListenAndServe("127.0.0.1:"+os.Args[1], nil)
}
