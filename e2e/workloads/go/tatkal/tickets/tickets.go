// Package tickets owns the seats of the train.
package tickets

import (
	"sync"

	"services.example/tatkal/audit"
)

const (
	coaches = 24
	seats   = coaches * 72
	quotas  = 400 // class, station pair and quota each keep a chart of their own
	tried   = 48  // as many charts are searched for one booking
	held    = 120_000
)

type seat struct {
	holder int64 // booking id, 0 when free
	berth  uint8
	fare   uint16
}

type chart [seats]seat

// Inventory is all charts behind one mutex: no seat is ever sold twice, and nobody gets past anybody.
type Inventory struct {
	mu     sync.Mutex
	charts [quotas]chart
	holds  []hold // unpaid bookings, oldest first; the oldest lapses when there are too many
	log    *audit.Log
}

type hold struct{ quota, seat int }

func NewInventory(log *audit.Log) *Inventory {
	inv := &Inventory{log: log, holds: make([]hold, 0, 2*held)}
	for q := range inv.charts {
		for s := range inv.charts[q] {
			inv.charts[q][s] = seat{berth: uint8(s % 8), fare: uint16(900 + s*31%700)}
		}
	}
	return inv
}

// Reserve finds seats together, writes the audit record and only then lets the next booking in.
func (inv *Inventory) Reserve(id int64, berth, travelers int) []int {
	inv.mu.Lock()
	defer inv.mu.Unlock()
	quota, found := inv.searchCharts(int(id%quotas), uint8(berth), travelers)
	if found == nil {
		inv.lapse()
		return nil
	}
	for _, s := range found {
		inv.charts[quota][s].holder = id
		inv.holds = append(inv.holds, hold{quota, s})
	}
	for len(inv.holds) > held {
		inv.lapse()
	}
	inv.log.Record(id, inv.copyChart(quota))
	return found
}

// searchCharts looks at the chart asked for and at those next to it, and keeps the best seats of all.
func (inv *Inventory) searchCharts(first int, berth uint8, travelers int) (quota int, best []int) {
	bestScore := -1
	for i := range tried {
		q := (first + i) % quotas
		if seats, score := inv.searchSeats(q, berth, travelers); score > bestScore {
			quota, best, bestScore = q, seats, score
		}
	}
	return quota, best
}

// searchSeats tries every start of a row of free seats and keeps the best: right berths, near each other, cheap.
func (inv *Inventory) searchSeats(quota int, berth uint8, travelers int) (best []int, bestScore int) {
	c := &inv.charts[quota]
	bestScore = -1
	row := make([]int, 0, travelers)
	for start := range c {
		row = row[:0]
		for s := start; s < seats && s < start+48 && len(row) < travelers; s++ {
			if c[s].holder == 0 {
				row = append(row, s)
			}
		}
		if len(row) < travelers {
			continue
		}
		if score := scoreRow(c, row, berth); score > bestScore {
			best, bestScore = append(best[:0], row...), score
		}
	}
	return best, bestScore
}

func scoreRow(c *chart, row []int, berth uint8) int {
	score := 10_000 - 20*(row[len(row)-1]-row[0])
	for _, s := range row {
		score -= int(c[s].fare) / 10
		if c[s].berth == berth {
			score += 500
		}
	}
	return score
}

// copyChart gives the auditors the state they ask for with every booking: the whole chart, as the law had it on paper.
func (inv *Inventory) copyChart(quota int) []byte {
	out := make([]byte, 0, seats*audit.RowBytes)
	for _, s := range inv.charts[quota] {
		out = audit.AppendRow(out, s.holder, s.berth, s.fare)
	}
	return out
}

func (inv *Inventory) lapse() {
	if len(inv.holds) == 0 {
		return
	}
	oldest := inv.holds[0]
	inv.charts[oldest.quota][oldest.seat].holder = 0
	inv.holds = append(inv.holds[:0], inv.holds[1:]...)
}
