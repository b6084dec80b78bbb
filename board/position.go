package board

import "strings"

// Positions are order keys: strings compared bytewise, with room for another
// between any two, so that moving a request changes one row. A key is an
// integer part, whose first letter tells its length, and a fraction; appending
// to the queue therefore counts up ("a0", "a1", …) instead of growing. The
// scheme is David Greenspan's "Implementing Fractional Indexing" (2020).

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

const smallestInteger = "A00000000000000000000000000"

// Between returns a position after a and before b; "" stands for the start
// (as a) or the end (as b) of the queue. a must sort before b.
func Between(a, b Optional) Optional {
	return Optional(between(string(a), string(b)))
}

func between(a, b string) string {
	switch {
	case a == "" && b == "":
		return "a0"
	case a == "":
		whole := integer(b)
		if whole == smallestInteger {
			return whole + midpoint("", b[len(whole):])
		}
		if whole < b {
			return whole
		}
		return decrement(whole)
	case b == "":
		whole := integer(a)
		if up := increment(whole); up != "" {
			return up
		}
		return whole + midpoint(a[len(whole):], "")
	}
	wholeA, wholeB := integer(a), integer(b)
	if wholeA == wholeB {
		return wholeA + midpoint(a[len(wholeA):], b[len(wholeB):])
	}
	if up := increment(wholeA); up != "" && up < b {
		return up
	}
	return wholeA + midpoint(a[len(wholeA):], "")
}

// integer returns the integer part of a key: "a" leads 1 digit, "b" 2, …, and
// downwards "Z" leads 1, "Y" 2, ….
func integer(key string) string {
	head := key[0]
	if head >= 'a' {
		return key[:head-'a'+2]
	}
	return key[:'Z'-head+2]
}

// midpoint returns a fraction between two fractions, as short as can be; b ""
// stands for one. No fraction ends in the zero digit.
func midpoint(a, b string) string {
	if b != "" {
		n := 0
		for n < len(b) && digitAt(a, n) == strings.IndexByte(digits, b[n]) {
			n++
		}
		if n > 0 {
			return b[:n] + midpoint(a[min(n, len(a)):], b[n:])
		}
	}
	low, high := digitAt(a, 0), len(digits)
	if b != "" {
		high = strings.IndexByte(digits, b[0])
	}
	if high-low > 1 {
		return digits[(low+high)/2 : (low+high)/2+1]
	}
	if len(b) > 1 {
		return b[:1]
	}
	return digits[low:low+1] + midpoint(a[min(1, len(a)):], "")
}

func digitAt(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	return strings.IndexByte(digits, s[i])
}

// increment returns the next integer part, "" past the last.
func increment(whole string) string {
	head, body := whole[0], []byte(whole[1:])
	for i := len(body) - 1; i >= 0; i-- {
		if d := strings.IndexByte(digits, body[i]) + 1; d < len(digits) {
			body[i] = digits[d]
			return string(head) + string(body)
		}
		body[i] = digits[0]
	}
	switch {
	case head == 'z':
		return ""
	case head == 'Z':
		return "a" + digits[:1]
	case head >= 'a':
		return string(head+1) + string(body) + digits[:1]
	default:
		return string(head+1) + string(body[:len(body)-1])
	}
}

// decrement returns the previous integer part. Between never asks for one
// before the smallest.
func decrement(whole string) string {
	const last = len(digits) - 1
	head, body := whole[0], []byte(whole[1:])
	for i := len(body) - 1; i >= 0; i-- {
		if d := strings.IndexByte(digits, body[i]) - 1; d >= 0 {
			body[i] = digits[d]
			return string(head) + string(body)
		}
		body[i] = digits[last]
	}
	switch {
	case head == 'a':
		return "Z" + digits[last:]
	case head > 'a':
		return string(head-1) + string(body[:len(body)-1])
	default:
		return string(head-1) + string(body) + digits[last:]
	}
}
