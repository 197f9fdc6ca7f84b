// Package scores keeps the matches being played, ball by ball.
package scores

import "fmt"

type Ball struct {
	Over, Number int
	Bowler       string
	Batter       string
	Runs         int
	Comment      string
}

type Batter struct {
	Name        string
	Runs, Balls int
	StrikeRate  float64
	Dismissal   string
}

type Scorecard struct {
	Match   string
	Batters []*Batter
	Recent  []*Ball // what a page shows
	All     []*Ball // what the archive keeps
}

type Store struct{ matches []*Scorecard }

// NewStore fills the archive at once; it does not grow while viewers come and go.
func NewStore(matches int) *Store {
	s := &Store{}
	for m := range matches {
		s.matches = append(s.matches, newScorecard(m))
	}
	return s
}

func newScorecard(m int) *Scorecard {
	card := &Scorecard{Match: fmt.Sprintf("Match %d, Wankhede", m)}
	for i := range 22 {
		card.Batters = append(card.Batters, &Batter{
			Name: fmt.Sprintf("Player %d", i+1), Runs: i * 7 % 83, Balls: 1 + i*5%61,
			StrikeRate: float64(100*(i*7%83)) / float64(1+i*5%61), Dismissal: fmt.Sprintf("c & b Player %d", 22-i),
		})
	}
	for i := range 6000 {
		card.All = append(card.All, &Ball{
			Over: i / 6, Number: i%6 + 1, Runs: i % 7,
			Bowler: fmt.Sprintf("Player %d", i/6%11+1), Batter: fmt.Sprintf("Player %d", i%22+1),
			Comment: fmt.Sprintf("ball %d: good length outside off, pushed into the covers for %d", i, i%7),
		})
	}
	card.Recent = card.All[len(card.All)-36:]
	return card
}

func (s *Store) Match(n int) *Scorecard { return s.matches[n%len(s.matches)] }
