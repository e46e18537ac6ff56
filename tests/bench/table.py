"""Prints what was measured."""


def figures(rows):
    """Prints `what, value, unit, target` rows. A missed target is marked."""
    width = max(len(row[0]) for row in rows)
    print(f"{'':{width}}  {'measured':>12}  {'target':>10}")
    for what, value, unit, target in rows:
        mark = "" if value <= target else "  missed"
        print(f"{what:{width}}  {f'{value:.2f} {unit}'.strip():>12}  {f'{target} {unit}'.strip():>10}{mark}")


def beside(runs, rolled_back):
    """Prints foghorn beside other tools, on a deployment that succeeds and one that ECS rolls back."""
    for scenario, right in (("healthy", True), (rolled_back, False)):
        print(f"\nscenario {scenario}")
        print(f"{'':14}{'exit code':>10}{'verdict':>9}{'calls of the wait':>24}{'a minute':>10}{'exit after ECS is done':>24}{'failure told after':>20}")
        mine = runs["foghorn", scenario]
        for (tool, of), one in runs.items():
            if of != scenario:
                continue
            run = one["run"]
            verdict = "right" if (run.code == 0) == right else "wrong"
            calls = f"{one['calls']} ({one['calls'] / mine['calls']:.1f} times)"
            lag = f"{run.ended - one['finished']:.1f} s"
            print(f"{tool:14}{run.code:>10}{verdict:>9}{calls:>24}{one['a_minute']:>10.1f}{lag:>24}{told(tool, one, verdict):>20}")
    print("\nfoghorn also waits until every task has lived for 60 seconds, which the others do not.")


def told(tool, one, verdict):
    """How long after the first task stopped the tool said that something is wrong."""
    if one["first_fatal"] is None:
        return "-"
    if verdict == "wrong":
        return "never"
    said = one["run"].cause_said if tool == "foghorn" else one["run"].ended
    return f"{said - one['first_fatal']:.1f} s"
