// Package shop is a small shop: it searches, checks out and shows accounts. Functions that are to be told apart in a
// profile are kept from being inlined.
package shop

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"sort"
	"strings"
)

type product struct {
	name  string
	paise int64
}

type Shop struct {
	products []product
	key      []byte
}

func New() *Shop {
	s := &Shop{key: []byte("a key of this demonstration only")}
	kinds := strings.Fields("kurta saree lehenga dupatta sherwani jutti bangle jhumka kajal diya rangoli masala chai atta ghee")
	colours := strings.Fields("red green indigo saffron ivory teal maroon")
	for i := range 1200 {
		s.products = append(s.products, product{
			fmt.Sprintf("%s %s no %d", colours[i%len(colours)], kinds[i%len(kinds)], i), int64(9_900 + i*101)})
	}
	return s
}

// Search ranks the products by how well they match.
func (s *Shop) Search(n int) []byte {
	s.verifySession(n)
	asked := s.products[n%len(s.products)].name
	found := s.rank(asked, s.score(asked))
	return render("search", found)
}

// Checkout prices a cart, checks its voucher and writes the invoice.
func (s *Shop) Checkout(n int) []byte {
	s.verifySession(n)
	lines := s.priceCart(n)
	if s.voucherIsGenuine(n) {
		lines = append(lines, line{"voucher", -5_000})
	}
	return render("invoice", s.applyTaxes(lines))
}

// Account sums up a year of orders.
func (s *Shop) Account(n int) []byte {
	s.verifySession(n)
	return render("account", s.history(n))
}

type line struct {
	text  string
	paise int64
}

// verifySession is asked by every kind of request.
//
//go:noinline
func (s *Shop) verifySession(n int) {
	token := fmt.Appendf(nil, "session %d", n)
	for range 60 {
		mac := hmac.New(sha256.New, s.key)
		mac.Write(token)
		token = mac.Sum(token[:0])
	}
}

//go:noinline
func (s *Shop) score(asked string) []int {
	scores := make([]int, len(s.products))
	for i, p := range s.products {
		scores[i] = commonTrigrams(asked, p.name)
	}
	return scores
}

//go:noinline
func commonTrigrams(a, b string) (common int) {
	for i := 0; i+3 <= len(a); i++ {
		if strings.Contains(b, a[i:i+3]) {
			common++
		}
	}
	return common
}

//go:noinline
func (s *Shop) rank(asked string, scores []int) []line {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return scores[order[i]] > scores[order[j]] })
	var found []line
	for _, i := range order[:20] {
		found = append(found, line{s.products[i].name, s.products[i].paise})
	}
	return found
}

//go:noinline
func (s *Shop) priceCart(n int) []line {
	var lines []line
	for i := range 24 {
		p := s.products[(n*7+i*31)%len(s.products)]
		paise := p.paise
		for step := range 3000 {
			paise += (paise*int64(step%7) - paise*int64(step%5)) / 1000
		}
		lines = append(lines, line{p.name, paise})
	}
	return lines
}

// voucherIsGenuine stretches the code of the voucher as its issuer did.
//
//go:noinline
func (s *Shop) voucherIsGenuine(n int) bool {
	sum := sha256.Sum256(fmt.Appendf(nil, "voucher %d", n))
	for range voucherRounds {
		sum = sha256.Sum256(sum[:])
	}
	return sum[0]%2 == 0
}

//go:noinline
func (s *Shop) applyTaxes(lines []line) []line {
	for i := range lines {
		for slab := range 2200 {
			if lines[i].paise%int64(slab+3) == 0 {
				lines[i].paise += lines[i].paise * int64(slab%4) / 10_000
			}
		}
	}
	return lines
}

//go:noinline
func (s *Shop) history(n int) []line {
	months := make([]line, 12)
	for order := range 60000 {
		month := (n + order*order) % 12
		months[month].paise += int64(order*37%9_000 + n%100)
	}
	for i := range months {
		months[i].text = fmt.Sprintf("month %d", i+1)
	}
	return months
}

//go:noinline
func render(title string, lines []line) []byte {
	page := fmt.Appendf(nil, "<h1>%s</h1><ul>", title)
	for _, l := range lines {
		page = fmt.Appendf(page, "<li>%s: %d.%02d</li>", l.text, l.paise/100, l.paise%100)
	}
	return append(page, "</ul>"...)
}
