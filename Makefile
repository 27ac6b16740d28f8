# make run, make test: the two commands for a fresh Debian machine with Swift. The rest is for daily work.

PREFIX ?= /usr/local
STOWAGE = .build/release/stowage
LAB = Benchmarks/Lab/nodepool.yaml Benchmarks/Lab/daemons.yaml Benchmarks/Lab/inflate.yaml

.PHONY: run test conformance build lint format install catalogs libraries clean

## Build for release and provision the lab example.
run: build
	$(STOWAGE) provision -c aws/ap-northeast-2 $(LAB)

## Every test, in release mode (the solver is far too slow without the optimizer).
test: libraries
	swift test -c release --disable-testable-imports --disable-xctest

## Which rules of Karpenter's checklist are covered by tests, after running those tests.
conformance: libraries
	STOWAGE_CONFORMANCE=.build/conformance.txt swift test -c release --disable-testable-imports \
	  --disable-xctest --filter ConformanceTests
	@cat .build/conformance.txt

build: libraries
	swift build -c release --product stowage

lint:
	swift format lint --strict -r Sources Tests Package.swift

format:
	swift format --in-place -r Sources Tests Package.swift

## The executable and the catalogs, below PREFIX.
install: build
	install -D -m 755 $(STOWAGE) $(DESTDIR)$(PREFIX)/bin/stowage
	install -d $(DESTDIR)$(PREFIX)/share/stowage/catalogs/aws
	install -m 644 catalogs/aws/*.json.gz $(DESTDIR)$(PREFIX)/share/stowage/catalogs/aws

## The catalogs from a folder of facts: make catalogs FACTS=folder (catalogs/README.md).
catalogs:
	@test -n "$(FACTS)" || { echo "usage: make catalogs FACTS=folder (see catalogs/README.md)" >&2; exit 64; }
	python3 catalogs/generate.py "$(FACTS)"

libraries:
	@.ci/install-libraries

clean:
	swift package clean
