// Package v1 answers requests: it parses an order, prices it, and writes the answer.
package v1

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"sync"

	"services.example/nightly/pricing"
)

type order struct {
	ID    uint64         `json:"id"`
	Items []item         `json:"items"`
	Notes map[string]int `json:"notes"`
}

type item struct {
	Sku   string  `json:"sku"`
	Count int     `json:"count"`
	Price float64 `json:"price"`
}

var skuPattern = regexp.MustCompile(`^[A-Z]{3}-(\d{2,5})-[a-z]+$`)

//go:noinline
func Handle(n uint64) int {
	var in order
	if err := json.Unmarshal(draft(n), &in); err != nil {
		panic(err)
	}
	check(in)
	for i := range in.Items {
		in.Items[i].Price = pricing.Price(in.Items[i].Sku, in.Items[i].Count)
	}
	rank(in.Items)
	return len(render(in)) + len(archive(in))
}

//go:noinline
func draft(n uint64) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `{"id":%d,"notes":{"region":%d,"tier":%d},"items":[`, n, n%7, n%3)
	for i := range 12 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"sku":"ABC-%d-kind","count":%d}`, 10+(n*31+uint64(i)*17)%9000, 1+i%5)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

//go:noinline
func check(in order) {
	for _, one := range in.Items {
		if !skuPattern.MatchString(one.Sku) {
			panic(one.Sku)
		}
	}
}

//go:noinline
func rank(items []item) {
	sort.Slice(items, func(a, b int) bool { return items[a].Price < items[b].Price })
}

//go:noinline
func render(in order) []byte {
	out, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	return out
}

// A gzip writer is a megabyte of tables: kept, not made anew.
var archives = sync.Pool{New: func() any {
	zip, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return zip
}}

//go:noinline
func archive(in order) []byte {
	var into bytes.Buffer
	zip := archives.Get().(*gzip.Writer)
	defer archives.Put(zip)
	zip.Reset(&into)
	for _, one := range in.Items {
		io.WriteString(zip, one.Sku)
	}
	zip.Close()
	return into.Bytes()
}
