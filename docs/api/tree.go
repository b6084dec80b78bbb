package api

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// tree is a place in one of the files, in the order in which it is written. The
// zero tree is a place that is not there.
type tree struct {
	files map[string]*yaml.Node
	file  string
	node  *yaml.Node
}

// read parses the files.
func read() (openapi, asyncapi tree, err error) {
	files := map[string]*yaml.Node{}
	for _, name := range []string{"openapi.yaml", "asyncapi.yaml"} {
		data, err := Files.ReadFile(name)
		if err != nil {
			return tree{}, tree{}, fmt.Errorf("api: reading the description: %w", err)
		}
		var document yaml.Node
		if err := yaml.Unmarshal(data, &document); err != nil {
			return tree{}, tree{}, fmt.Errorf("api: reading %s: %w", name, err)
		}
		files[name] = document.Content[0]
	}
	return tree{files, "openapi.yaml", files["openapi.yaml"]}, tree{files, "asyncapi.yaml", files["asyncapi.yaml"]}, nil
}

// at returns what a path of keys leads to.
func (t tree) at(path ...string) tree {
	for _, key := range path {
		found := tree{files: t.files, file: t.file}
		for name, value := range t.pairs() {
			if name == key {
				found = value
			}
		}
		t = found
	}
	return t
}

// pairs yields the entries of a mapping.
func (t tree) pairs() func(yield func(string, tree) bool) {
	return func(yield func(string, tree) bool) {
		if t.node == nil || t.node.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(t.node.Content); i += 2 {
			if !yield(t.node.Content[i].Value, t.to(t.node.Content[i+1])) {
				return
			}
		}
	}
}

// items returns the elements of a list.
func (t tree) items() []tree {
	if t.node == nil || t.node.Kind != yaml.SequenceNode {
		return nil
	}
	var list []tree
	for _, element := range t.node.Content {
		list = append(list, t.to(element))
	}
	return list
}

func (t tree) to(node *yaml.Node) tree {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return tree{t.files, t.file, node}
}

// target follows a reference; what is none is its own target.
func (t tree) target() tree {
	ref := t.at("$ref").text()
	if ref == "" {
		return t
	}
	file, pointer, _ := strings.Cut(ref, "#/")
	if file != "" {
		t.file = file
	}
	return tree{t.files, t.file, t.files[t.file]}.at(strings.Split(pointer, "/")...).target()
}

// name is the last step of a reference, "" for what is none.
func (t tree) name() string {
	ref := t.at("$ref").text()
	return ref[strings.LastIndex(ref, "/")+1:]
}

func (t tree) there() bool { return t.node != nil }

// text returns a scalar as it is written, without the space around it.
func (t tree) text() string {
	if t.node == nil || t.node.Kind != yaml.ScalarNode {
		return ""
	}
	return strings.TrimSpace(t.node.Value)
}

// texts returns the elements of a list of scalars.
func (t tree) texts() []string {
	var list []string
	for _, item := range t.items() {
		list = append(list, item.text())
	}
	return list
}
