"""measured.py MEMORY_KIB CPU_S CMD…: runs CMD; fails when it needed more of either, or failed itself."""
import resource
import subprocess
import sys

done = subprocess.run(sys.argv[3:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if used.ru_maxrss > int(sys.argv[1]):
    sys.exit(f"{used.ru_maxrss} KiB of memory")
if used.ru_utime + used.ru_stime > float(sys.argv[2]):
    sys.exit(f"{used.ru_utime + used.ru_stime} s of CPU")
sys.exit(done.returncode)
