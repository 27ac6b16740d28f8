# make run, make test: the two commands for a fresh Debian machine with Swift. The rest is for daily work.

PREFIX ?= /usr/local
BIN = .build/release
STOWAGE = $(BIN)/stowage
VERSION = $(shell sed -n 's/.*text = "\(.*\)".*/\1/p' Sources/StowageService/Version.swift)
LAB = Benchmarks/Lab/nodepool.yaml Benchmarks/Lab/daemons.yaml Benchmarks/Lab/inflate.yaml

.PHONY: run test conformance clusters consolidations build lint format install install-files uninstall fuzz sanitize endurance catalogs libraries clean

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

## Random clusters of all rules, each planned under every policy and held against the checker: a night's work.
CLUSTERS ?= 10000
clusters: libraries
	STOWAGE_RANDOM_CLUSTERS=$(CLUSTERS) swift test -c release --disable-testable-imports --disable-xctest \
	  --filter RandomClusterTests

## The same for clusters to consolidate, each plan carried out on paper and planned again when it is done.
consolidations: libraries
	STOWAGE_RANDOM_CLUSTERS=$(CLUSTERS) swift test -c release --disable-testable-imports --disable-xctest \
	  --filter RandomConsolidationTests

build: libraries
	swift build -c release --product stowage

lint:
	swift format lint --strict -r Sources Tests Package.swift

format:
	swift format --in-place -r Sources Tests Package.swift

## The executable with its catalogs, the C library with header and pkg-config file, below PREFIX.
install: build
	swift build -c release --product StowageABI
	$(MAKE) install-files

## The same from what is built already, in BIN.
install-files:
	install -D -m 755 $(BIN)/stowage $(DESTDIR)$(PREFIX)/bin/stowage
	install -D -m 755 $(BIN)/libStowageABI.so $(DESTDIR)$(PREFIX)/lib/libStowageABI.so
	install -D -m 644 Sources/CStowage/include/stowage.h $(DESTDIR)$(PREFIX)/include/stowage.h
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/stowage/catalogs/aws
	printf '%s\n' 'prefix=$(PREFIX)' 'Name: stowage' 'Version: $(VERSION)' \
	  'Description: Which nodes a Kubernetes cluster should have' \
	  'Cflags: -I$${prefix}/include' 'Libs: -L$${prefix}/lib -lStowageABI' \
	  > $(DESTDIR)$(PREFIX)/lib/pkgconfig/stowage.pc
	install -m 644 catalogs/aws/*.json.gz $(DESTDIR)$(PREFIX)/share/stowage/catalogs/aws

## What `make install` put below PREFIX.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/stowage $(DESTDIR)$(PREFIX)/lib/libStowageABI.so \
	  $(DESTDIR)$(PREFIX)/include/stowage.h $(DESTDIR)$(PREFIX)/lib/pkgconfig/stowage.pc
	rm -rf $(DESTDIR)$(PREFIX)/share/stowage

## Foreign bytes for FUZZ_SECONDS into each of the readers, with libFuzzer and the address sanitizer.
FUZZ_SECONDS ?= 600
fuzz: libraries
	Tests/FuzzTests/LibFuzzer/build
	@for target in json quantity request; do \
	  mkdir -p .build/fuzz/found/$$target; \
	  FUZZ_TARGET=$$target .build/fuzz/stowage-fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=8192 \
	    -artifact_prefix=.build/fuzz/ .build/fuzz/found/$$target Tests/FuzzTests/Corpus/$$target || exit 1; \
	done

## The tests of what threads share and of what reads foreign bytes, under a sanitizer each: a quarter of an hour of
## building for each, SANITIZERS=thread for one alone. Only what these tests need is built.
SANITIZED = StowageServiceTests|FuzzTests|StowageWireTests
SANITIZERS = address thread
sanitize: export STOWAGE_TESTS = Service Fuzz Wire
sanitize: libraries
	for sanitizer in $(SANITIZERS); do \
	  options="-c release --scratch-path .build/$$sanitizer --sanitize=$$sanitizer"; \
	  swift build $$options --product stowagePackageTests && \
	  swift test $$options --skip-build --disable-testable-imports --disable-xctest --filter '$(SANITIZED)' || exit 1; \
	done

## A hundred thousand requests through one process: every one answered once, memory flat.
endurance: build
	Tests/EndToEndTests/Service/endurance.py $(STOWAGE)

## The catalogs from a folder of facts: make catalogs FACTS=folder (catalogs/README.md).
catalogs:
	@test -n "$(FACTS)" || { echo "usage: make catalogs FACTS=folder (see catalogs/README.md)" >&2; exit 64; }
	python3 catalogs/generate.py "$(FACTS)"

libraries:
	@.ci/install-libraries

clean:
	swift package clean
