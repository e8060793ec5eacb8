# The front door. Meson and Ninja do the work; this file says what there is to do.
#
#   sudo make run     install what the build needs, build, show the open doors of this machine
#   sudo make check   install what the tests need, build with gcc and with clang's sanitizers, run every test
#
# make build · deps · install · bench · format · lint · clean

BUILD   := build
SANE    := build-sane
SOURCES := find src lab bench fuzz -name '*.[ch]'
# What root built in somebody's checkout stays theirs.
KEEP_OWNER = [ "$$(id -u)" != 0 ] || chown -R --reference=. $(BUILD)

.PHONY: run check deps build install bench format lint clean
.DEFAULT_GOAL := build

run: build
	@$(BUILD)/src/cmd/tojimari scan

check:
	@tools/deps build check
	@tools/check $(BUILD) $(SANE)

deps:
	@tools/deps build check lint

build:
	@tools/deps build
	@[ -f $(BUILD)/build.ninja ] || meson setup $(BUILD)
	@ninja -C $(BUILD)
	@$(KEEP_OWNER)

install: build
	@meson install -C $(BUILD) --no-rebuild

bench: build
	@tools/deps bench
	@bench/run $(BUILD)/src/cmd/tojimari

format:
	@$(SOURCES) -print0 | xargs -0r clang-format -i

lint: build
	@tools/deps lint
	@tools/lint $(BUILD)

clean:
	@rm -rf $(BUILD) $(SANE)
