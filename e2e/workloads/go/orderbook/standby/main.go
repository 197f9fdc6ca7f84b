// Command standby is the second journal of orderbook and tatkal, a program of its own on the other core. It writes each
// record, syncs it to disk unless told not to, and answers after -away, which stands for the way to another zone and back.
package main

import (
	"bufio"
	"flag"
	"log"
	"net"
	"os"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:7002", "address")
	path := flag.String("journal", "standby.log", "file")
	away := flag.Duration("away", time.Millisecond, "round trip to the other zone")
	sync := flag.Bool("sync", true, "sync each record to disk")
	flag.Parse()
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		log.Fatal(err)
	}
	file, err := os.Create(*path)
	if err != nil {
		log.Fatal(err)
	}
	for in := bufio.NewReader(conn); ; {
		record, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		if _, err := file.Write(record); err != nil {
			log.Fatal(err)
		}
		if *sync {
			if err := file.Sync(); err != nil {
				log.Fatal(err)
			}
		}
		time.Sleep(*away)
		if _, err := conn.Write([]byte("ok\n")); err != nil {
			return
		}
	}
}
