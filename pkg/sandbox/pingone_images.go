package sandbox

import (
	"bytes"
	"image"
	_ "image/gif"  // the three formats that the platform takes
	_ "image/jpeg" // so that image.DecodeConfig knows them
	_ "image/png"
	"mime"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

func imageBytesKey(env *environment, id string) string { return env.key("bytes of image " + id) }

// uploadImage keeps a picture, which is the body as it is.
func (c *pingCall) uploadImage() (answer, error) {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "image/png" && kind != "image/jpeg" && kind != "image/gif" {
		return answer{}, unsupportedMedia()
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(c.content))
	if err != nil || "image/"+format != kind {
		return answer{}, invalidData(invalidValue("file", "is not a picture of type %s", kind))
	}
	id := uuid.NewString()
	doc := document{
		"id": id, "environment": idOf(c.env.ID), "createdAt": pingTime(c.at),
		"targets": map[string]any{"original": map[string]any{"id": uuid.NewString(), "type": imageType(format), "width": config.Width, "height": config.Height}},
	}
	if err := c.tx.SetValue(imageBytesKey(c.env, id), c.content); err != nil {
		return answer{}, err
	}
	if _, err := c.tx.Insert(c.env.collection("images"), id, publicJSON(doc), store.Keys{}); err != nil {
		return answer{}, err
	}
	return created(c.imageJSON(doc))
}

// imageType is how the platform writes a format.
func imageType(format string) string {
	if format == "jpeg" {
		return "jpg"
	}
	return format
}

// imageJSON is an image with the address of its bytes, on the host that the client used.
func (c *pingCall) imageJSON(doc document) []byte {
	path := "/images/" + doc.text("id")
	if original, isObject := doc.path("targets.original").(map[string]any); isObject {
		original["href"] = c.base + "/environments/" + c.env.ID + path + "/original"
	}
	return c.entity(path, publicJSON(doc))
}

func (c *pingCall) getImage() (answer, error) {
	o, err := c.tx.Get(c.env.collection("images"), c.r.PathValue("image"))
	if err != nil {
		return answer{}, err
	}
	doc, err := readPublic(o)
	if err != nil {
		return answer{}, err
	}
	return ok(c.imageJSON(doc))
}

func (c *pingCall) deleteImage() (answer, error) {
	id := c.r.PathValue("image")
	if _, err := c.tx.Delete(c.env.collection("images"), id); err != nil {
		return answer{}, err
	}
	if err := c.tx.DeleteValue(imageBytesKey(c.env, id)); err != nil {
		return answer{}, err
	}
	return gone()
}

// serveImage gives the bytes to everybody: a sign-on page shows them to people who are not signed in.
func (p *pingOne) serveImage(w http.ResponseWriter, r *http.Request) {
	var raw []byte
	err := p.store.Read(r.Context(), func(tx *store.Tx) error {
		env, err := findEnvironment(tx, r.PathValue("env"))
		if err == nil {
			raw, err = tx.Value(imageBytesKey(env, r.PathValue("image")))
		}
		return err
	})
	if err != nil {
		refusePing(w, r, err)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(raw))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(raw) // a client that has gone needs no answer
}
