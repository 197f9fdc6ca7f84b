// Package web is the HTTP edge the services share: a deadline, an access log and an error page around every handler.
package web

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"
	"time"

	"services.example/ops"
)

// Handler answers a request with a body, or fails.
type Handler func(r *http.Request) ([]byte, error)

var listen = flag.String("listen", "127.0.0.1:7001", "address of the service")

// Serve answers every path with h, for ever.
func Serve(h Handler) {
	log.Fatal(http.ListenAndServe(*listen, withAccessLog(withDeadline(answer(h)), io.Discard)))
}

func withAccessLog(next http.Handler, to io.Writer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		next.ServeHTTP(w, r)
		fmt.Fprintf(to, "%s %s %s\n", r.Method, r.URL.Path, time.Since(began))
		ops.Served()
	})
}

func withDeadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func answer(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := h(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body)
	})
}
