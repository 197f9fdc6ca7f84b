// Package pool is a fixed set of workers on one channel.
package pool

type job struct {
	work func() []byte
	done chan []byte
}

type Pool struct{ jobs chan job }

func New(workers int) *Pool {
	p := &Pool{jobs: make(chan job)}
	for range workers {
		go p.worker()
	}
	return p
}

// Do runs the work on the next free worker and waits for it.
func (p *Pool) Do(work func() []byte) []byte {
	j := job{work, make(chan []byte, 1)}
	p.jobs <- j
	return <-j.done
}

func (p *Pool) worker() {
	for {
		j := p.next()
		j.done <- j.work()
	}
}

// next is where an idle worker stands in every goroutine dump.
func (p *Pool) next() job { return <-p.jobs }
