package main

import (
	"flag"
	"os"
	"runtime"
	"runtime/pprof"
	"services.example/basket/price"
	"services.example/basket/session"
	"sync"
	"time"
)

var sink int
var lock sync.Mutex

func handle(seed int, rounds int) {
	v := price.Make(60, seed)
	price.Sort(v)
	sink += price.Discount(v, rounds) + price.Tax(v, rounds) + price.Words(v)
	sink += len(price.Sign(v))
	b := price.Encode(v)
	sink += len(price.Decode(b))
	s := session.New(seed)
	session.Remember(s)
}
func reserve(d time.Duration) {
	lock.Lock()
	t := time.Now()
	for time.Since(t) < d {
	}
	lock.Unlock()
}
func main() {
	out := flag.String("out", "", "")
	secs := flag.Float64("secs", 8, "")
	mode := flag.String("mode", "cpu", "")
	extra := flag.Float64("extra", 0, "")
	hold := flag.Duration("hold", 200*time.Microsecond, "")
	keep := flag.Bool("keep", false, "")
	scale := flag.Int("scale", 150, "")
	flag.Parse()
	price.Extra = *extra
	session.Keep = *keep
	runtime.SetMutexProfileFraction(5)
	if *mode == "cpu" || *mode == "mutex" {
		f, _ := os.Create(*out + ".cpu.pb.gz")
		pprof.StartCPUProfile(f)
	}
	end := time.Now().Add(time.Duration(*secs * float64(time.Second)))
	seed := 0
	dump := func(n string) { f, _ := os.Create(*out + n); pprof.Lookup("heap").WriteTo(f, 0); f.Close() }
	if *mode == "mutex" {
		var wg sync.WaitGroup
		for w := 0; w < 8; w++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for time.Now().Before(end) {
					reserve(*hold)
					time.Sleep(300 * time.Microsecond)
				}
			}()
		}
		wg.Wait()
		f, _ := os.Create(*out + ".mutex.pb.gz")
		pprof.Lookup("mutex").WriteTo(f, 0)
		f.Close()
	} else {
		half := time.Now().Add(time.Duration(*secs * 0.35 * float64(time.Second)))
		dumped := false
		for time.Now().Before(end) {
			seed++
			handle(seed, *scale)
			if *mode == "heap" {
				time.Sleep(500 * time.Microsecond)
				if !dumped && time.Now().After(half) {
					runtime.GC()
					dump(".heap1.pb.gz")
					dumped = true
				}
			}
		}
		if *mode == "heap" {
			runtime.GC()
			dump(".heap2.pb.gz")
		}
	}
	pprof.StopCPUProfile()
}
