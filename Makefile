# For fingers that type make; ./run does the work.
.PHONY: start test check setup bench
start:  ; ./run
test:   ; ./run test
check:  ; ./run check
setup:  ; ./run setup
bench:  ; ./run bench
