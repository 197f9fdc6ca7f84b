// Package wire is a line protocol over TCP, as exchange and booking gateways speak it: one goroutine per session, one
// request at a time. (net/http would add a second goroutine to every request in flight and halve each lock share.)
package wire

import (
	"bufio"
	"flag"
	"log"
	"net"

	"services.example/ops"
)

// Handler answers one request line; the answer is sent with a newline.
type Handler interface {
	Handle(line []byte) []byte
}

var listen = flag.String("listen", "127.0.0.1:7001", "address of the service")

// Serve accepts sessions for ever.
func Serve(h Handler) {
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		s := &session{conn: conn, in: bufio.NewReader(conn), out: bufio.NewWriter(conn), handler: h}
		go s.run()
	}
}

type session struct {
	conn    net.Conn
	in      *bufio.Reader
	out     *bufio.Writer
	handler Handler
}

func (s *session) run() {
	defer s.conn.Close()
	for {
		line, err := s.in.ReadSlice('\n')
		if err != nil {
			return
		}
		s.reply(s.handler.Handle(line[:len(line)-1]))
		ops.Served()
	}
}

func (s *session) reply(answer []byte) {
	s.out.Write(answer)
	s.out.WriteByte('\n')
	s.out.Flush()
}
