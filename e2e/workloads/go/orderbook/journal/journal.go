// Package journal makes an order durable: in the local file, and at the standby before the client hears of it.
package journal

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

// Writer is used by one caller at a time; the book's mutex sees to that.
type Writer struct {
	file    *os.File
	standby net.Conn
	acks    *bufio.Reader
	line    []byte
	seq     int64
}

func Open(path, standby string) *Writer {
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	conn, err := net.Dial("tcp", standby)
	if err != nil {
		log.Fatal(err)
	}
	return &Writer{file: file, standby: conn, acks: bufio.NewReader(conn), line: make([]byte, 0, 128)}
}

// Append returns when the standby has the record on its disk.
func (w *Writer) Append(side int8, price, size, filled int64) {
	w.seq++
	w.line = fmt.Appendf(w.line[:0], "%d %d %d %d %d\n", w.seq, side, price, size, filled)
	if _, err := w.file.Write(w.line); err != nil {
		log.Fatal(err)
	}
	w.replicate()
}

func (w *Writer) replicate() {
	if _, err := w.standby.Write(w.line); err != nil {
		log.Fatal(err)
	}
	if _, err := w.acks.ReadSlice('\n'); err != nil {
		log.Fatal(err)
	}
}
