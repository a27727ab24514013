"""The table of measured figures and their bounds that the benchmarks print."""


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, measured, unit, bound, at_most):
        fine = None if bound is None else measured <= bound if at_most else measured >= bound
        self.rows.append({"what": what, "measured": measured, "unit": unit, "bound": bound, "at_most": at_most,
                          "fine": fine})

    def has_misses(self):
        return any(row["fine"] is False for row in self.rows)

    def show(self):
        width = max(len(row["what"]) for row in self.rows)
        print(f"{'measure':<{width}}  {'measured':>12}  {'wanted':>12}")
        for row in self.rows:
            bound = "" if row["bound"] is None else f"{'≤' if row['at_most'] else '≥'} {row['bound']:g} {row['unit']}"
            verdict = {None: "", True: "ok", False: "MISSED"}[row["fine"]]
            print(f"{row['what']:<{width}}  {row['measured']:>8.3f} {row['unit']:<3}  {bound:>12}  {verdict}".rstrip())
