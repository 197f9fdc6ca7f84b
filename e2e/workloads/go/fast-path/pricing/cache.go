package pricing

import (
	"encoding/binary"
	"hash/crc32"
)

type entry struct {
	generation int64
	record     []byte // the printed price tag in all languages, then the price
	checksum   uint32
}

const recordBytes = 2048

// Cache holds price records in the form in which they lie on disk, checksum and all.
type Cache struct{ entries [Articles]*entry }

var table = crc32.MakeTable(crc32.Koopman) // not one of those the processor computes by itself

func (c *Cache) store(article int, generation, price int64) {
	record := make([]byte, recordBytes)
	binary.LittleEndian.PutUint64(record[recordBytes-8:], uint64(price))
	c.entries[article] = &entry{generation, record, crc32.Checksum(record, table)}
}

// LookupCached checks the record and reads the price off it. It is the fast path, and not free: inlined it would vanish
// from the profile into its caller, and the point of this program is to see it vanish in build B only.
//
//go:noinline
func (c *Cache) LookupCached(article int) int64 {
	e := c.entries[article]
	if crc32.Checksum(e.record, table) != e.checksum {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(e.record[recordBytes-8:]))
}
