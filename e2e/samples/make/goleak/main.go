// A shop that asks two suppliers for a price and takes the first answer: whoever answers second can never hand it over.
package main

import (
	"log"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"time"
)

type quote struct {
	cents int
	body  []byte
}

func deliver(answers chan *quote, answer *quote) { answers <- answer }

func quotePrice() int {
	answers := make(chan *quote)
	for supplier := 0; supplier < 2; supplier++ {
		go func() {
			answer := &quote{cents: supplier, body: make([]byte, 64<<10)}
			deliver(answers, answer)
		}()
	}
	return (<-answers).cents
}

func main() {
	runtime.SetMutexProfileFraction(100)
	runtime.SetBlockProfileRate(10_000)
	go func() {
		for {
			quotePrice()
			time.Sleep(20 * time.Millisecond)
		}
	}()
	log.Fatal(http.ListenAndServe(os.Args[1], nil))
}
