// Barecopy is what realmctl is measured beside: the least that a program of the standard
// library has to do to list a collection. It reads the pages one after the other and
// prints their objects, one a line, as they came; of a page it looks at no more than
// where the objects begin and end, and at the way to the next one.
//
//	barecopy URL
//
// The token is that of REALMCTL_TOKEN.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
)

func main() {
	if err := copyPages(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func copyPages(first string) error {
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	var page bytes.Buffer
	for address := first; address != ""; address = next(first, page.Bytes()) {
		if err := fetch(address, &page); err != nil {
			return err
		}
		copyObjects(out, page.Bytes())
	}
	return out.Flush()
}

func fetch(address string, page *bytes.Buffer) error {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv("REALMCTL_TOKEN"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("get %s: %s", address, resp.Status)
	}
	page.Reset()
	_, err = page.ReadFrom(resp.Body)
	return err
}

// next is the address of the page after this one: a link at its beginning (PingOne), or
// the first address with the cookie at its end (Advanced Identity Cloud).
func next(first string, page []byte) string {
	const edge = 1 << 10
	if link := between(page[:min(edge, len(page))], `"next":{"href":"`); link != "" {
		return link
	}
	if cookie := between(page[max(0, len(page)-edge):], `"pagedResultsCookie":"`); cookie != "" {
		return first + "&_pagedResultsCookie=" + url.QueryEscape(cookie)
	}
	return ""
}

// between is what stands between some text and the next quote.
func between(page []byte, text string) string {
	_, rest, found := bytes.Cut(page, []byte(text))
	if !found {
		return ""
	}
	inside, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(inside)
}

// copyObjects writes the objects of the one list that a page has.
func copyObjects(out *bufio.Writer, page []byte) {
	depth, from := 0, 0
	for i := bytes.IndexByte(page, '[') + 1; i < len(page); i++ {
		switch page[i] {
		case '"':
			i = endOfText(page, i+1)
		case '{':
			if depth++; depth == 1 {
				from = i
			}
		case '}':
			if depth--; depth == 0 {
				out.Write(page[from : i+1])
				out.WriteByte('\n')
			}
		case ']':
			if depth == 0 {
				return
			}
		}
	}
}

// endOfText is where the quote is that ends a text.
func endOfText(page []byte, i int) int {
	for {
		n := bytes.IndexByte(page[i:], '"')
		if n < 0 {
			return len(page)
		}
		if i += n; !escaped(page[:i]) {
			return i
		}
		i++
	}
}

// escaped reports whether a text goes on with an escaped character.
func escaped(text []byte) bool {
	return (len(text)-len(bytes.TrimRight(text, `\`)))%2 == 1
}
