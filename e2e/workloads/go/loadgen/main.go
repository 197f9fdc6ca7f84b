// Command loadgen asks a service from outside, on another core, so that no client shows up in the service's profiles.
// It keeps -conns connections open all the time and offers -rate requests per second over them; 0 means every client
// asks again as soon as it has its answer. A line "rate N" on standard input changes the rate.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Clients send the lines of -ask in turn, each with {n} replaced by a running number, {h} by that number / 16, {d} by it modulo 8 and {r}
// by one that jumps about.
var (
	addr  = flag.String("addr", "127.0.0.1:7001", "service address")
	proto = flag.String("proto", "http", "http or line")
	ask   = flag.String("ask", "/", "request path, or request line; several lines are asked in turn, so that repeating one makes it more frequent")
	body  = flag.Int("body", 0, "send a POST with a body of so many numbered lines (http only)")
	conns = flag.Int("conns", 8, "connections")
	start = flag.Int64("rate", 0, "requests per second at the start")

	rate    atomic.Int64
	counter atomic.Uint64
)

func main() {
	flag.Parse()
	rate.Store(*start)
	tickets := make(chan struct{})
	for range *conns {
		go client(tickets)
	}
	go pace(tickets)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var r int64
		if _, err := fmt.Sscanf(in.Text(), "rate %d", &r); err == nil {
			rate.Store(r)
		}
	}
}

// pace hands out tickets on an absolute schedule and makes up for a moment in which this process did not get its core.
// More than a second behind, all clients are waiting for answers: that backlog is dropped, it would only postpone the end
// of an overload.
func pace(tickets chan<- struct{}) {
	due := time.Now()
	for {
		r := rate.Load()
		if r == 0 {
			tickets <- struct{}{}
			due = time.Now()
			continue
		}
		due = due.Add(time.Second / time.Duration(r))
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
		} else if wait < -time.Second {
			due = time.Now()
		}
		tickets <- struct{}{}
	}
}

func client(tickets <-chan struct{}) {
	var c interface{ do(request string) error }
	switch *proto {
	case "http":
		c = &httpClient{http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}}
	case "line":
		conn, err := net.Dial("tcp", *addr)
		if err != nil {
			log.Fatal(err)
		}
		c = &lineClient{conn, bufio.NewReaderSize(conn, 1<<17)}
	}
	asks := strings.Split(*ask, "\n")
	for range tickets {
		n := counter.Add(1)
		request := strings.NewReplacer("{n}", fmt.Sprint(n), "{h}", fmt.Sprint(n/16), "{d}", fmt.Sprint(n%8),
			"{r}", fmt.Sprint(n*2654435761%1000003)).Replace(asks[n%uint64(len(asks))])
		if err := c.do(request); err != nil {
			log.Fatal(err)
		}
	}
}

type httpClient struct{ http.Client }

func (c *httpClient) do(path string) error {
	var resp *http.Response
	var err error
	if *body > 0 {
		resp, err = c.Post("http://"+*addr+path, "text/plain", bytes.NewReader(lines(*body)))
	} else {
		resp, err = c.Get("http://" + *addr + path)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func lines(n int) []byte {
	var b bytes.Buffer
	for range n {
		fmt.Fprintln(&b, counter.Add(1))
	}
	return b.Bytes()
}

type lineClient struct {
	conn net.Conn
	in   *bufio.Reader
}

func (c *lineClient) do(line string) error {
	if _, err := fmt.Fprintf(c.conn, "%s\n", line); err != nil {
		return err
	}
	for {
		_, err := c.in.ReadSlice('\n')
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}
