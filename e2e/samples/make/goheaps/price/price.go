package price

import (
	"crypto/sha256"
	"encoding/json"
	"sort"
	"strconv"
	"strings"
)

var Extra = 0.0

type Item struct {
	Name  string   `json:"name"`
	Cents int      `json:"cents"`
	Tags  []string `json:"tags"`
}

func Discount(items []Item, rounds int) int {
	t := 0
	n := int(float64(rounds) * (1 + Extra))
	for r := 0; r < n; r++ {
		for i := range items {
			t += (items[i].Cents*7 + r) % 101
			t ^= t << 1 & 0xffff
		}
	}
	return t
}
func Tax(items []Item, rounds int) int {
	t := 1
	for r := 0; r < rounds; r++ {
		for i := range items {
			t = (t*31 + items[i].Cents) % 1000003
		}
	}
	return t
}
func Sign(items []Item) string {
	h := sha256.New()
	for i := range items {
		for k := 0; k < 10; k++ {
			h.Write([]byte(items[i].Name))
		}
	}
	return string(h.Sum(nil))
}
func Encode(items []Item) []byte { b, _ := json.Marshal(items); return b }
func Decode(b []byte) []Item     { var v []Item; json.Unmarshal(b, &v); return v }
func Sort(items []Item) {
	sort.Slice(items, func(i, j int) bool { return items[i].Name < items[j].Name })
}
func Words(items []Item) int {
	n := 0
	for i := range items {
		n += len(strings.Fields(strings.Repeat(items[i].Name+" ", 6)))
	}
	return n
}
func Make(n int, seed int) []Item {
	v := make([]Item, n)
	for i := range v {
		v[i] = Item{Name: "item" + strconv.Itoa((i*7919+seed)%1000), Cents: i*37 + seed%13, Tags: []string{"a", "b"}}
	}
	return v
}
