package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

// The faults of this file are what servers, gateways and networks do to a client.

// status refuses with a status and a body of the platform's shape; headers are
// given as "Name: value".
func status(code int, message string, headers ...string) fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		setHeaders(w, headers)
		refuse(w, code, http.StatusText(code), message)
		return true
	}
}

// gateway answers with a page in HTML, as what stands before a tenant does.
func gateway(code int, headers ...string) fault {
	page := fmt.Sprintf("<html><head><title>%d %s</title></head><body><h1>Gateway</h1><script>alert(1)</script></body></html>", code, http.StatusText(code))
	return text(code, "text/html", page, headers...)
}

// text answers with a body as it is.
func text(code int, contentType, body string, headers ...string) fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", contentType)
		setHeaders(w, headers)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body) // the client may have gone
		return true
	}
}

func setHeaders(w http.ResponseWriter, headers []string) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		w.Header().Set(name, value)
	}
}

// hang answers nothing until the client gives up.
func hang(_ http.ResponseWriter, r *http.Request) bool {
	<-r.Context().Done()
	return true
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter, _ *http.Request) bool {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = connection.Close()
	return true
}

// lost carries the request out and then loses the answer.
func (f *fakeTenant) lost(w http.ResponseWriter, r *http.Request) bool {
	f.carryOut(r)
	return drop(w, r)
}

// carriedOut carries the request out and then answers with a fault.
func (f *fakeTenant) carriedOut(then fault) fault {
	return func(w http.ResponseWriter, r *http.Request) bool {
		f.carryOut(r)
		return then(w, r)
	}
}

func (f *fakeTenant) carryOut(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.work(httptest.NewRecorder(), r, body)
}

// cutOff promises more bytes than it sends.
func cutOff(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "5000")
	_, _ = io.WriteString(w, `{"result":[{"_id":"1","userName":"ann"},{"_id":"2","userNa`)
	return drop(w, r)
}

// echo sends back what it was sent, credential and all.
func echo(code int) fault {
	return func(w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		setHeaders(w, []string{"X-Echo: " + r.Header.Get("Authorization")})
		refuse(w, code, http.StatusText(code), "cannot take "+r.Header.Get("Authorization")+r.Header.Get("X-OpenIDM-Password")+" with "+string(body))
		return true
	}
}
