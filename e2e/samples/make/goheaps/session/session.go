package session

import (
	"sync"
)

type Session struct {
	ID   int
	Data []byte
	Cart map[string]int
}

var mu sync.Mutex
var kept = map[int]*Session{}
var Keep = true

func New(id int) *Session {
	return &Session{ID: id, Data: make([]byte, 6000), Cart: map[string]int{"a": id}}
}
func Remember(s *Session) {
	mu.Lock()
	if Keep {
		kept[s.ID] = s
	} else {
		kept[s.ID%50] = s
	}
	mu.Unlock()
}
func Size() int { mu.Lock(); defer mu.Unlock(); return len(kept) }
