#!/bin/bash
# A card with several receive queues: each answer comes in on the one that its flow belongs to, and none is missed.
set -u
# shellcheck source=tests/live/live.sh
. "$(dirname "$0")/live.sh"
net_alone "$@"
live_folder
TARGET=198.18.0.2
net_new target
net_link here v0 target v0 4
net_addr here v0 198.18.0.1/24
net_addr target v0 $TARGET/24
net_listen target --tcp 22,80,443,900-949,2000-2029

# The driver's own counters (ETHTOOL_GSTRINGS, ETHTOOL_GSTATS): how many queues took packets.
cat >"$TMP/queues.py" <<'END'
import array, fcntl, re, socket, struct, sys
s = socket.socket()
def ask(request):
    fcntl.ioctl(s, 0x8946, struct.pack("16sP", sys.argv[1].encode(), request.buffer_info()[0]))
    return request.tobytes()
info = array.array("B", struct.pack("I", 3) + bytes(192))
count = struct.unpack_from("I", ask(info), 180)[0]
names = ask(array.array("B", struct.pack("III", 0x1b, 1, count) + bytes(32 * count)))[12:]
values = struct.unpack_from(f"{count}Q", ask(array.array("B", struct.pack("II", 0x1d, count) + bytes(8 * count))), 8)
names = [names[32 * i:32 * i + 32].split(b"\0")[0].decode() for i in range(count)]
print(sum(bool(v and re.fullmatch(r"rx_queue_\d+_xdp_packets", n)) for n, v in zip(names, values)))
END

"${SCAN[@]}" -v -n -p 1-5000 --all-states --json - $TARGET >"$TMP/out" 2>"$TMP/err"
is "several queues: status" $? 0
is "several queues: every door" "$(doors "$TMP/out" | wc -l)" 83
is "several queues: all others closed" "$(ports "$TMP/out" '.state == "closed"' | wc -l)" 4917
# Counted by the driver only where it runs our program.
if grep -q "straight from the driver" "$TMP/err"; then
    is "several queues: all took some" "$(python3 "$TMP/queues.py" v0)" 4
fi
done_testing
