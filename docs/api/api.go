// Package api holds the description of Cueslip's interface: openapi.yaml for
// the calls and asyncapi.yaml for the messages of a socket, which points to the
// former for the shapes that both have. It never describes anything by itself.
package api

import "embed"

// Files are openapi.yaml and asyncapi.yaml, as they are written.
//
//go:embed openapi.yaml asyncapi.yaml
var Files embed.FS
