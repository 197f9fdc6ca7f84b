// Package desk is where the sessions arrive: who is asking, what for, and the answer.
package desk

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"services.example/tatkal/tickets"
)

type Desk struct {
	inventory *tickets.Inventory
	key       ed25519.PrivateKey
	token     []byte
	signature []byte
}

// New signs one login token; a real desk would receive a different one with each request, and check it just as often.
func New(inventory *tickets.Inventory) *Desk {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	token := []byte(`{"agent":"ASN-4471","quota":"tatkal"}`)
	return &Desk{inventory, key, token, ed25519.Sign(key, token)}
}

type request struct {
	ID        int64  `json:"id"`
	Train     string `json:"train"`
	Berth     int    `json:"berth"`
	Travelers []struct {
		Name string `json:"name"`
		Age  int    `json:"age"`
	} `json:"travelers"`
}

// Handle answers one booking. Whoever hears REGRET asks again at once: the retries are part of the load.
func (d *Desk) Handle(line []byte) []byte {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return []byte("REFUSED")
	}
	if !d.authenticate() {
		return []byte("REFUSED")
	}
	seats := d.inventory.Reserve(r.ID, r.Berth, len(r.Travelers))
	if seats == nil {
		return []byte("REGRET")
	}
	return d.confirm(r, seats)
}

func (d *Desk) authenticate() bool {
	return ed25519.Verify(d.key.Public().(ed25519.PublicKey), d.token, d.signature)
}

func (d *Desk) confirm(r request, seats []int) []byte {
	page := sha256.Sum256(renderTicket(r, seats))
	ticket := fmt.Appendf(nil, "BOOKED %s %d %v %x", r.Train, r.ID, seats, page)
	return fmt.Appendf(ticket, " %x", ed25519.Sign(d.key, ticket))
}

// renderTicket draws the printed ticket; its hash goes on the answer, so that a conductor can tell a copy.
func renderTicket(r request, seats []int) []byte {
	var page bytes.Buffer
	for i, t := range r.Travelers {
		for row := range 800 {
			fmt.Fprintf(&page, "%03d | %-24s | %3d | coach %2d seat %2d | %s\n", row, t.Name, t.Age, seats[i]/72, seats[i]%72, r.Train)
		}
	}
	return page.Bytes()
}
