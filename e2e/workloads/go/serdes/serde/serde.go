// Package serde turns scorecards into what goes over the wire.
package serde

import (
	"encoding/json"

	"services.example/serdes/scores"
)

// ToDocument copies a card into maps, one per row, "so that clients may evolve": each request allocates the whole card
// twice before the first byte is written.
func ToDocument(card *scores.Scorecard) map[string]any {
	var batters, balls []any
	for _, b := range card.Batters {
		batters = append(batters, batterDocument(b))
	}
	for _, b := range card.Recent {
		balls = append(balls, ballDocument(b))
	}
	return map[string]any{"match": card.Match, "batting": batters, "balls": balls}
}

func batterDocument(b *scores.Batter) map[string]any {
	return map[string]any{"name": b.Name, "runs": b.Runs, "balls": b.Balls, "strike_rate": b.StrikeRate, "dismissal": b.Dismissal}
}

func ballDocument(b *scores.Ball) map[string]any {
	return map[string]any{"over": b.Over, "ball": b.Number, "bowler": b.Bowler, "batter": b.Batter, "runs": b.Runs, "comment": b.Comment}
}

// EncodeScorecard encodes the document; encoding/json sorts every map's keys on the way.
func EncodeScorecard(doc map[string]any) ([]byte, error) { return json.Marshal(doc) }
