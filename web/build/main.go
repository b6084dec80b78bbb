// Command build bundles the pages' scripts and styles into web/dist, which the
// server embeds: minified ES modules and CSS with their content's hash in their
// names, and manifest.json, which says which name each has. Its output depends
// on the sources and the lock file alone. With -tests it bundles the unit tests
// for node instead.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the scripts and styles that pages name, below web/app.
var entries = []string{
	"account.ts", "dashboard.tsx", "dj.tsx", "door.ts", "embed.tsx", "home.tsx", "link.ts", "live.ts", "offline.ts", "proof.ts", "public.ts",
	"setlist.ts", "signin.ts", "sw.ts",
	"account.css", "board.css", "dashboard.css", "dj.css", "door.css", "embed.css", "home.css", "page.css", "docs.css", "guide.css", "public.css", "setlist.css",
}

// parted is the entry whose seldom needed parts come after the first paint, as
// files of their own: those that it imports when it wants them, and what these
// share with it. The board is opened by everybody, on slow networks too.
var parted = []string{"board.tsx"}

// static are the files that are served as they are.
var static = []string{"favicon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png", "icon-apple.png"}

func main() {
	tests := flag.Bool("tests", false, "bundle the unit tests into web/.tests")
	dist := flag.String("dist", "../dist", "where to write the bundle")
	flag.Parse()
	err := run(*dist, *tests)
	if err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(dist string, tests bool) error {
	if tests {
		if err := bundleTests("../app", "../.tests"); err != nil {
			return err
		}
		return writeSaid("../..", "../.tests")
	}
	return bundle("../app", dist)
}

// bundle writes every entry that exists, and the manifest.
func bundle(app, dist string) error {
	files := map[string][]byte{}
	manifest := map[string]string{}
	for _, build := range []api.BuildOptions{
		{EntryPoints: existing(app, entries)},
		{EntryPoints: existing(app, parted), Splitting: true, ChunkNames: "board.[name]-[hash]"},
	} {
		if err := addScripts(build, files, manifest); err != nil {
			return err
		}
	}
	for _, name := range existing(app, static) {
		content, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading an asset: %w", err)
		}
		add(files, manifest, filepath.Base(name), content)
	}
	if err := addWords("../../tongue/messages", files, manifest); err != nil {
		return err
	}
	return write(dist, files, manifest)
}

// addScripts builds scripts and styles for the browsers that are served.
func addScripts(options api.BuildOptions, files map[string][]byte, manifest map[string]string) error {
	options.Outdir = "out"
	options.Bundle = true
	options.Format = api.FormatESModule
	options.Target = api.ES2022
	options.Engines = []api.Engine{
		{Name: api.EngineChrome, Version: "109"},
		{Name: api.EngineSafari, Version: "16.4"},
		{Name: api.EngineFirefox, Version: "115"},
	}
	options.MinifyWhitespace, options.MinifySyntax, options.MinifyIdentifiers = true, true, true
	options.JSX, options.JSXImportSource = api.JSXAutomatic, "preact"
	options.LegalComments = api.LegalCommentsNone
	options.Charset = api.CharsetUTF8
	options.Loader = map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderFile}
	options.AssetNames = "[name]-[hash]"
	options.PublicPath = "/assets/"
	options.LogLevel = api.LogLevelInfo
	result := api.Build(options)
	if len(result.Errors) > 0 {
		return errors.New("the sources do not bundle")
	}
	for _, out := range result.OutputFiles {
		name := filepath.Base(out.Path)
		stem, _, hashed := strings.Cut(name, "-")
		if !hashed {
			add(files, manifest, name, out.Contents)
			continue
		}
		files[name] = out.Contents // by the name that scripts and styles have for it
		manifest[stem+filepath.Ext(name)] = name
	}
	return nil
}

// add names content by its hash and notes it in the manifest.
func add(files map[string][]byte, manifest map[string]string, name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
	manifest[name] = hashed
	files[hashed] = content
}

// write replaces dist by the files and the manifest.
func write(dist string, files map[string][]byte, manifest map[string]string) error {
	index, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the manifest: %w", err)
	}
	files["manifest.json"] = append(index, '\n')
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dist, name), content, 0o644); err != nil {
			return fmt.Errorf("writing the bundle: %w", err)
		}
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return fmt.Errorf("listing the folder: %w", err)
	}
	for _, entry := range old {
		if _, keep := files[entry.Name()]; !keep {
			if err := os.Remove(filepath.Join(dist, entry.Name())); err != nil {
				return fmt.Errorf("removing an old bundle: %w", err)
			}
		}
	}
	return nil
}

// bundleTests makes one module for node of every *.test.ts below app.
func bundleTests(app, out string) error {
	var found []string
	err := filepath.WalkDir(app, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(d.Name(), ".test.ts") {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("looking for tests: %w", err)
	}
	if err := os.RemoveAll(out); err != nil {
		return fmt.Errorf("removing old tests: %w", err)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:     found,
		Outbase:         app,
		Outdir:          out,
		OutExtension:    map[string]string{".js": ".mjs"},
		Bundle:          true,
		Write:           true,
		Platform:        api.PlatformNode,
		Format:          api.FormatESModule,
		Target:          api.ES2022,
		JSX:             api.JSXAutomatic,
		JSXImportSource: "preact",
		Sourcemap:       api.SourceMapInline,
		LogLevel:        api.LogLevelInfo,
	})
	if len(result.Errors) > 0 {
		return errors.New("the tests do not bundle")
	}
	return nil
}

// existing returns the paths of those names that are below app.
func existing(app string, names []string) []string {
	var paths []string
	for _, name := range names {
		path := filepath.Join(app, name)
		if _, err := os.Stat(path); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}
