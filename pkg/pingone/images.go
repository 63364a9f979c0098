package pingone

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// UploadImage keeps a picture for the button of a provider: PNG, JPEG or GIF.
func (p *Providers) UploadImage(ctx context.Context, u identity.Upload) (identity.Image, error) {
	const op = "upload image"
	if err := p.CheckUpload(u); err != nil {
		return identity.Image{}, err
	}
	kind := http.DetectContentType(u.Content)
	document, err := p.client.upload(ctx, rest.Request{
		Method: http.MethodPost, Path: p.client.path("images"), Body: u.Content, Write: true, Replay: rest.ReplayNever,
		Header: http.Header{"Content-Type": {kind}, "Content-Disposition": {`attachment; filename="` + fileName(u.Name, "icon") + `"`}},
	})
	if err != nil {
		return identity.Image{}, p.client.uncertain(op, rest.Clean(u.Name), err)
	}
	image, err := readImage(document)
	if err != nil {
		return image, p.client.fail(op, rest.Clean(u.Name), err)
	}
	return image, nil
}

// CheckUpload refuses a file that is no picture.
func (p *Providers) CheckUpload(u identity.Upload) error {
	switch http.DetectContentType(u.Content) {
	case "image/png", "image/jpeg", "image/gif":
		return nil
	}
	return p.client.fail("upload image", rest.Clean(u.Name), identity.Errorf(identity.Invalid, "the file is no picture in PNG, JPEG or GIF"))
}

// readImage reads where a picture is. The service may keep it in several sizes; the
// one that was sent goes before the others.
func readImage(document json.RawMessage) (identity.Image, error) {
	type target struct {
		Href   string      `json:"href"`
		Type   string      `json:"type"`
		Width  json.Number `json:"width"`
		Height json.Number `json:"height"`
	}
	var w struct {
		ID      string            `json:"id"`
		Targets map[string]target `json:"targets"`
	}
	if json.Unmarshal(document, &w) != nil || w.ID == "" {
		return identity.Image{}, identity.Errorf(identity.API, "the service took the picture and does not tell its id")
	}
	t, ok := w.Targets["original"]
	for _, other := range w.Targets {
		if !ok {
			t, ok = other, true
		}
	}
	if t.Href == "" {
		return identity.Image{}, identity.Errorf(identity.API, "the service took the picture %s and does not tell where it is", rest.Clean(w.ID))
	}
	width, _ := t.Width.Int64()
	height, _ := t.Height.Int64()
	return identity.Image{ID: w.ID, Address: t.Href, Type: rest.Clean(t.Type), Width: int(width), Height: int(height)}, nil
}
