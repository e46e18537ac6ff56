"""How much memory a process takes."""


def peak(pid):
    """Returns the most so far, in MiB, or None once it has ended. Source: proc(5), `VmHWM`, which only
    rises, so that the last look is the one that counts."""
    try:
        with open(f"/proc/{pid}/status") as status:
            high = [line for line in status if line.startswith("VmHWM:")]
    except OSError:
        return None
    return int(high[0].split()[1]) / 1024 if high else None
