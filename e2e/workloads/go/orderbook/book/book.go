// Package book keeps one instrument's resting orders by price level.
package book

import (
	"sync"

	"services.example/orderbook/journal"
)

const (
	Levels = 4096
	Lowest = 24_000
	depth  = 32 // resting orders per level; the oldest makes room
)

type Side int8

const (
	Buy Side = iota
	Sell
)

type Order struct {
	Side  Side
	Price int64
	Size  int64
}

type level struct {
	resting []Order // a ring, allocated once: the book's size does not depend on the day's volume
	next    int
}

// Book is the whole instrument behind one mutex. The lock covers matching (microseconds) and the journal (milliseconds):
// that is the mistake this program shows.
type Book struct {
	mu      sync.Mutex
	sides   [2][]level
	journal *journal.Writer
}

func New(w *journal.Writer) *Book {
	b := &Book{journal: w}
	for side := range b.sides {
		b.sides[side] = make([]level, Levels)
		for i := range b.sides[side] {
			b.sides[side][i].resting = make([]Order, depth)
		}
	}
	return b
}

// Place matches an order, journals it and returns the size filled at once.
func (b *Book) Place(o Order) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	filled := b.Match(&o)
	if o.Size > 0 {
		b.rest(o)
	}
	b.journal.Append(int8(o.Side), o.Price, o.Size, filled)
	return filled
}

// Match takes what the other side offers within eight ticks of the price.
func (b *Book) Match(o *Order) (filled int64) {
	other := b.sides[1-o.Side]
	for i := range int64(8) {
		price := o.Price + i
		if o.Side == Sell {
			price = o.Price - i
		}
		if price < Lowest || price >= Lowest+Levels {
			break
		}
		filled += other[price-Lowest].take(&o.Size)
		if o.Size == 0 {
			break
		}
	}
	return filled
}

func (l *level) take(want *int64) (taken int64) {
	for i := range l.resting {
		size := min(l.resting[i].Size, *want)
		l.resting[i].Size -= size
		*want -= size
		taken += size
	}
	return taken
}

func (b *Book) rest(o Order) {
	l := &b.sides[o.Side][o.Price-Lowest]
	l.resting[l.next%depth] = o
	l.next++
}
