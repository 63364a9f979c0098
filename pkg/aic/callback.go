package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A PromptKind says what sort of answer a question wants.
type PromptKind int

// The kinds of questions.
const (
	PromptName     PromptKind = iota // a text that may be seen
	PromptPassword                   // a text that must not be seen
	PromptCode                       // a one-time code
	PromptChoice                     // the index of one of Choices, counted from 0
	PromptText                       // nothing: the message is only to be shown
)

// A Prompt is one question of a journey.
type Prompt struct {
	Kind    PromptKind
	Message string
	Choices []string
}

// A callback is one question on the wire; see "Authentication journeys", callback
// types.
type callback struct {
	Type   string          `json:"type"`
	Output []field         `json:"output,omitempty"`
	Input  []field         `json:"input,omitempty"`
	ID     json.RawMessage `json:"_id,omitempty"`
}

type field struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

func (c *callback) output(name string) json.RawMessage {
	for _, f := range c.Output {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

func (c *callback) text(name string) string { return clean(plain(c.output(name))) }

// put fills in the answer.
func (c *callback) put(value json.RawMessage) {
	if len(c.Input) > 0 {
		c.Input[0].Value = value
	}
}

// fill answers one callback, asking the person where it has to.
func (j *journey) fill(ctx context.Context, c *callback) error {
	switch c.Type {
	case "NameCallback", "ValidatedCreateUsernameCallback", "StringAttributeInputCallback":
		return j.fillName(ctx, c)
	case "PasswordCallback", "ValidatedCreatePasswordCallback":
		return j.fillText(ctx, c, PromptPassword, "Password")
	case "TextInputCallback":
		return j.fillText(ctx, c, PromptName, "Answer")
	case "ConfirmationCallback":
		return j.fillChoice(ctx, c, c.list("options"), "defaultOption")
	case "ChoiceCallback":
		return j.fillChoice(ctx, c, c.list("choices"), "defaultChoice")
	case "TextOutputCallback", "SuspendedTextOutputCallback":
		return j.show(ctx, c)
	case "HiddenValueCallback":
		// The page that offers a second factor, where it is not demanded, has a hidden field for "not now".
		if strings.HasPrefix(c.text("id"), "skip-input") {
			c.put(quote("Skip"))
		}
		return nil
	case "PollingWaitCallback":
		return j.wait(ctx, c)
	case "MetadataCallback":
		return nil
	}
	return identity.Errorf(identity.Unsupported, "the journey asks for something that a terminal cannot answer (%s); a browser can", clean(c.Type))
}

// fillName answers with the user name the first time, and asks for whatever else is
// to be typed in the open.
func (j *journey) fillName(ctx context.Context, c *callback) error {
	if !j.named && j.username != "" && !isCode(c.text("prompt")) {
		j.named = true
		c.put(quote(j.username))
		return nil
	}
	j.named = true
	return j.fillText(ctx, c, PromptName, "User name")
}

func isCode(prompt string) bool {
	p := strings.ToLower(prompt)
	return strings.Contains(p, "code") || strings.Contains(p, "one time") || strings.Contains(p, "one-time") || strings.Contains(p, "otp")
}

func (j *journey) fillText(ctx context.Context, c *callback, kind PromptKind, usual string) error {
	message := cmp.Or(c.text("prompt"), usual)
	if isCode(message) {
		kind = PromptCode
	}
	answer, err := j.ask(ctx, Prompt{Kind: kind, Message: message})
	if err != nil {
		return err
	}
	c.put(quote(answer))
	return nil
}

func (c *callback) list(name string) []string {
	var choices names
	_ = json.Unmarshal(c.output(name), &choices) // anything else is no choices
	for i := range choices {
		choices[i] = clean(choices[i])
	}
	return choices
}

// fillChoice asks which of several; where there is no choice there is no question.
func (j *journey) fillChoice(ctx context.Context, c *callback, choices []string, usual string) error {
	if len(choices) < 2 {
		if value := c.output(usual); len(value) > 0 {
			c.put(value)
		}
		return nil
	}
	answer, err := j.ask(ctx, Prompt{Kind: PromptChoice, Message: cmp.Or(c.text("prompt"), "Choose"), Choices: choices})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(answer)
	if err != nil || n < 0 || n >= len(choices) {
		return identity.Errorf(identity.Usage, "%q is none of the %d choices", answer, len(choices))
	}
	c.put(json.RawMessage(strconv.Itoa(n)))
	return nil
}

// scriptMessage is the type of a text that is a program for the browser.
const scriptMessage = "4"

func (j *journey) show(ctx context.Context, c *callback) error {
	message := c.text("message")
	if c.text("messageType") == scriptMessage || message == "" || message == "Loading..." {
		return nil
	}
	_, err := j.ask(ctx, Prompt{Kind: PromptText, Message: message})
	return err
}

// wait gives the person the time that the service wants before it is asked again,
// to confirm on a telephone for instance.
func (j *journey) wait(ctx context.Context, c *callback) error {
	const most = 10 * time.Second
	if message := c.text("message"); message != "" && !j.waiting {
		j.waiting = true
		if _, err := j.ask(ctx, Prompt{Kind: PromptText, Message: message}); err != nil {
			return err
		}
	}
	ms, err := strconv.Atoi(c.text("waitTime"))
	if err != nil || ms < 0 {
		ms = 1000
	}
	timer := time.NewTimer(min(time.Duration(ms)*time.Millisecond, most))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
