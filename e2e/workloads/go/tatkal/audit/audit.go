// Package audit writes the record of each booking: a hash over the chart, chained to the one before.
package audit

import (
	"crypto/sha256"
	"encoding/binary"

	"services.example/orderbook/journal"
)

// RowBytes is the width of one seat in a record: printed as a line of a form, mostly blank.
const RowBytes = 240

type Log struct {
	journal *journal.Writer
	chain   [sha256.Size]byte
}

func NewLog(w *journal.Writer) *Log { return &Log{journal: w} }

func AppendRow(to []byte, holder int64, berth uint8, fare uint16) []byte {
	var row [RowBytes]byte
	binary.LittleEndian.PutUint64(row[0:], uint64(holder))
	row[8] = berth
	binary.LittleEndian.PutUint16(row[10:], fare)
	return append(to, row[:]...)
}

// Record is called with the inventory locked, so records are in the order of the bookings.
func (l *Log) Record(id int64, chart []byte) {
	l.chain = hashChart(l.chain, chart)
	l.journal.Append(int8(l.chain[0]), id, int64(len(chart)), int64(l.chain[1]))
}

func hashChart(previous [sha256.Size]byte, chart []byte) [sha256.Size]byte {
	h := sha256.New()
	h.Write(previous[:])
	h.Write(chart)
	return [sha256.Size]byte(h.Sum(nil))
}
