// Package shop has three locks, each held over one thing.
package shop

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// Timer is what the program itself measured of a lock: nanoseconds, all goroutines together.
type Timer struct{ Waited, Held, Disk, Network, CPU atomic.Int64 }

func since(began time.Time) int64 { return int64(time.Since(began)) }

// cpuOf is what the thread itself used: on a busy machine a holder queues for a CPU like everybody else.
func cpuOf(work func()) int64 {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := threadCPU()
	work()
	return threadCPU() - began
}

func threadCPU() int64 {
	var now syscall.Timespec
	const clockThreadCPU = 3
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockThreadCPU, uintptr(unsafe.Pointer(&now)), 0); errno != 0 {
		panic(errno)
	}
	return now.Nano()
}

// Ledger flushes its journal before it lets go.
type Ledger struct {
	Timer
	mu   sync.Mutex
	file *os.File
	page []byte
}

func NewLedger(dir string) *Ledger {
	file, err := os.Create(filepath.Join(dir, "journal"))
	if err != nil {
		panic(err)
	}
	return &Ledger{file: file, page: make([]byte, 4<<20)}
}

func (l *Ledger) Post() {
	asked := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	got := time.Now()
	l.Waited.Add(int64(got.Sub(asked)))
	l.flush()
	l.Disk.Add(since(got))
	l.Held.Add(since(got))
}

//go:noinline
func (l *Ledger) flush() {
	l.file.WriteAt(l.page, 0)
	l.file.Sync()
}

// Quotes asks a server that answers after 8 ms.
type Quotes struct {
	Timer
	mu   sync.Mutex
	conn net.Conn
}

func NewQuotes() *Quotes {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go answer(server)
	conn, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		panic(err)
	}
	return &Quotes{conn: conn}
}

func answer(server net.Listener) {
	conn, err := server.Accept()
	if err != nil {
		panic(err)
	}
	for buffer := make([]byte, 1); ; {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
		time.Sleep(8 * time.Millisecond)
		conn.Write(buffer)
	}
}

func (q *Quotes) Ask() {
	asked := time.Now()
	q.mu.Lock()
	defer q.mu.Unlock()
	got := time.Now()
	q.Waited.Add(int64(got.Sub(asked)))
	q.question()
	q.Network.Add(since(got))
	q.Held.Add(since(got))
}

//go:noinline
func (q *Quotes) question() {
	byteOf := []byte{1}
	q.conn.Write(byteOf)
	q.conn.Read(byteOf)
}

// Prices computes while it holds the lock.
type Prices struct {
	Timer
	mu   sync.Mutex
	Last uint64
}

func (p *Prices) Price() {
	asked := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	got := time.Now()
	p.Waited.Add(int64(got.Sub(asked)))
	p.CPU.Add(cpuOf(func() { p.compute(20 * time.Millisecond) }))
	p.Held.Add(since(got))
}

//go:noinline
func (p *Prices) compute(length time.Duration) {
	x := p.Last
	for began := time.Now(); time.Since(began) < length; {
		for range 5000 {
			x = x*6364136223846793005 + 1442695040888963407
		}
	}
	p.Last = x
}

// Baton goes from hand to hand.
type Baton struct {
	Timer
	mu sync.Mutex
}

func (b *Baton) Pass() {
	asked := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	got := time.Now()
	b.Waited.Add(int64(got.Sub(asked)))
	b.CPU.Add(cpuOf(func() {
		for time.Since(got) < time.Millisecond {
		}
	}))
	b.Held.Add(since(got))
}

// Desk has two locks, each with a method of its own: orders ask a server, the audit flushes to the disk.
type Desk struct {
	Orders, Audits Timer
	orders, audit  sync.Mutex
	quotes         *Quotes
	ledger         *Ledger
}

func NewDesk(dir string) *Desk { return &Desk{quotes: NewQuotes(), ledger: NewLedger(dir)} }

func (d *Desk) Place() {
	asked := time.Now()
	d.orders.Lock()
	defer d.orders.Unlock()
	got := time.Now()
	d.Orders.Waited.Add(int64(got.Sub(asked)))
	d.quotes.question()
	d.Orders.Network.Add(since(got))
	d.Orders.Held.Add(since(got))
}

func (d *Desk) Audit() {
	asked := time.Now()
	d.audit.Lock()
	defer d.audit.Unlock()
	got := time.Now()
	d.Audits.Waited.Add(int64(got.Sub(asked)))
	d.ledger.flush()
	d.Audits.Disk.Add(since(got))
	d.Audits.Held.Add(since(got))
}

// Shelf has one lock and two methods that take it: one looks up, the other asks a server for all of it.
type Shelf struct {
	Timer
	mu     sync.Mutex
	quotes *Quotes
}

func NewShelf() *Shelf { return &Shelf{quotes: NewQuotes()} }

func (s *Shelf) Find() {
	asked := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	got := time.Now()
	s.Waited.Add(int64(got.Sub(asked)))
	s.Held.Add(since(got))
}

func (s *Shelf) Refill() {
	asked := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	got := time.Now()
	s.Waited.Add(int64(got.Sub(asked)))
	s.quotes.question()
	s.Network.Add(since(got))
	s.Held.Add(since(got))
}

// Twins has one lock and two methods that hold it alike.
type Twins struct {
	Timer
	mu     sync.Mutex
	quotes *Quotes
}

func NewTwins() *Twins { return &Twins{quotes: NewQuotes()} }

func (t *Twins) Left()  { t.mu.Lock(); defer t.mu.Unlock(); t.hold() }
func (t *Twins) Right() { t.mu.Lock(); defer t.mu.Unlock(); t.hold() }

//go:noinline
func (t *Twins) hold() { t.quotes.question() }

// Counter takes its two locks one after the other, in one method.
type Counter struct {
	Timer
	first, second sync.Mutex
	quotes        *Quotes
	ledger        *Ledger
}

func NewCounter(dir string) *Counter { return &Counter{quotes: NewQuotes(), ledger: NewLedger(dir)} }

func (c *Counter) Serve() {
	c.first.Lock()
	c.quotes.question()
	c.first.Unlock()
	c.second.Lock()
	c.ledger.flush()
	c.second.Unlock()
}
