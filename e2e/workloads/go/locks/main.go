// Locks whose holders are known to do one thing, and the program's own timers beside:  locks one|three|relay|two|shared|twins|inline SECONDS OUTDIR
//
//	one    twelve desks post to one ledger, which flushes its journal to the disk before it lets go
//	three  in one package: that ledger, a quote that is asked for over a socket, a price that is computed
//	two    in one type: orders that are asked for over a socket, audits that are flushed, each in a method of its own
//	shared one lock of two methods: one looks up, the other asks a server before it lets go
//	twins  one lock of two methods that hold it alike
//	inline two locks of one method, taken one after the other
//	relay  one baton from hand to hand, a millisecond each: no holder stands out
//
// It asks itself for its profiles, all of the same seconds, and writes what it measured in them meanwhile.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"services.example/locks/shop"
)

// What a program knows of a lock of its own: nanoseconds of all goroutines.
type reading struct{ Waited, Held, Disk, Network, CPU int64 }

func main() {
	mode, outdir := os.Args[1], os.Args[3]
	seconds, _ := strconv.Atoi(os.Args[2])
	runtime.SetBlockProfileRate(10_000)
	runtime.SetMutexProfileFraction(1)
	server, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go http.Serve(server, nil)

	timers := start(mode, outdir)
	time.Sleep(500 * time.Millisecond)
	before := read(timers)
	var wait sync.WaitGroup
	for _, name := range []string{"profile", "mutex", "block"} {
		wait.Add(1)
		go func() {
			defer wait.Done()
			fetch(server, fmt.Sprintf("%s?seconds=%d", name, seconds), filepath.Join(outdir, mode+"."+name+".pb.gz"))
		}()
	}
	wait.Add(1)
	go func() {
		defer wait.Done()
		look(server, filepath.Join(outdir, mode+".goroutines.txt"), seconds)
	}()
	wait.Wait()
	after := read(timers)
	truth := map[string]reading{}
	for name, one := range after {
		was := before[name]
		truth[name] = reading{
			one.Waited - was.Waited, one.Held - was.Held, one.Disk - was.Disk, one.Network - was.Network, one.CPU - was.CPU,
		}
	}
	text, _ := json.Marshal(truth)
	must(os.WriteFile(filepath.Join(outdir, mode+".truth.json"), append(text, '\n'), 0o644))
}

func start(mode, dir string) map[string]*shop.Timer {
	timers := map[string]*shop.Timer{}
	run := func(name string, workers int, rest time.Duration, timer *shop.Timer, step func()) {
		timers[name] = timer
		for range workers {
			go serve(step, rest)
		}
	}
	switch mode {
	case "one":
		ledger := shop.NewLedger(dir)
		run("Ledger", 12, 2*time.Millisecond, &ledger.Timer, ledger.Post)
	case "three":
		ledger, quotes, prices := shop.NewLedger(dir), shop.NewQuotes(), &shop.Prices{}
		run("Ledger", 6, 20*time.Millisecond, &ledger.Timer, ledger.Post)
		run("Quotes", 4, 10*time.Millisecond, &quotes.Timer, quotes.Ask)
		run("Prices", 3, 10*time.Millisecond, &prices.Timer, prices.Price)
	case "relay":
		baton := &shop.Baton{}
		run("Baton", 8, 0, &baton.Timer, baton.Pass)
	case "two":
		desk := shop.NewDesk(dir)
		run("Orders", 6, 10*time.Millisecond, &desk.Orders, desk.Place)
		run("Audits", 5, 20*time.Millisecond, &desk.Audits, desk.Audit)
	case "shared":
		shelf := shop.NewShelf()
		run("Shelf", 6, 5*time.Millisecond, &shelf.Timer, shelf.Find)
		run("Shelf", 2, 5*time.Millisecond, &shelf.Timer, shelf.Refill)
	case "twins":
		twins := shop.NewTwins()
		run("Twins", 4, 5*time.Millisecond, &twins.Timer, twins.Left)
		run("Twins", 4, 5*time.Millisecond, &twins.Timer, twins.Right)
	case "inline":
		counter := shop.NewCounter(dir)
		run("Counter", 8, 5*time.Millisecond, &counter.Timer, counter.Serve)
	default:
		panic(mode)
	}
	return timers
}

func serve(step func(), rest time.Duration) {
	for {
		step()
		time.Sleep(rest)
	}
}

func read(timers map[string]*shop.Timer) map[string]reading {
	all := map[string]reading{}
	for name, timer := range timers {
		load := func(value *atomic.Int64) int64 { return value.Load() }
		all[name] = reading{load(&timer.Waited), load(&timer.Held), load(&timer.Disk), load(&timer.Network), load(&timer.CPU)}
	}
	return all
}

// look writes dumps of all goroutines, one after the other.
func look(server net.Listener, file string, seconds int) {
	out, err := os.Create(file)
	must(err)
	defer out.Close()
	for range seconds * 4 {
		answer, err := http.Get(fmt.Sprintf("http://%s/debug/pprof/goroutine?debug=2", server.Addr()))
		must(err)
		_, err = io.Copy(out, answer.Body)
		must(err)
		answer.Body.Close()
		fmt.Fprintln(out)
		time.Sleep(220 * time.Millisecond)
	}
}

func fetch(server net.Listener, path, file string) {
	answer, err := http.Get(fmt.Sprintf("http://%s/debug/pprof/%s", server.Addr(), path))
	must(err)
	defer answer.Body.Close()
	out, err := os.Create(file)
	must(err)
	defer out.Close()
	_, err = io.Copy(out, answer.Body)
	must(err)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
