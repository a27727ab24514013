"""The SQL models as files: header blocks, statements, parameters, order (sql/README.md has the rules)."""
import dataclasses
import graphlib
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAYERS = ("staging", "base", "metrics", "views", "metadata", "expiry")
SQL_TYPES = {"text": "VARCHAR", "bigint": "BIGINT", "integer": "INTEGER", "double": "DOUBLE", "real": "REAL",
             "boolean": "BOOLEAN", "timestamp": "TIMESTAMP", "date": "DATE", "json": "JSON"}


@dataclasses.dataclass
class Column:
    name: str
    type: str
    is_required: bool
    is_clock: bool  # filled with the time of writing, by a default
    meaning: str


@dataclasses.dataclass
class Model:
    name: str
    layer: str
    fields: dict
    columns: list
    statements: list

    @property
    def kind(self):
        return self.fields["kind"]

    def names(self, field):
        return [name.strip() for name in self.fields.get(field, "").split(",") if name.strip()]

    @property
    def depends(self):
        return self.names("depends")

    @property
    def key(self):
        return self.names("key")

    @property
    def refresh(self):
        """How it is refreshed, and the column in brackets, if there is one."""
        how, column = re.fullmatch(r"([a-z ]+?)(?: \((\w+)\))?", self.fields["refresh"]).groups()
        return how, column

    @property
    def body(self):
        (statement,) = self.statements
        return statement


def split_statements(text):
    """A statement ends with the semicolon at the end of a line, outside of a $$ … $$ body."""
    statements, lines, in_body = [], [], False
    for line in text.splitlines():
        if line.startswith("--"):
            continue
        lines.append(line)
        in_body ^= line.count("$$") % 2 == 1
        if line.endswith(";") and not in_body:
            statements.append("\n".join(lines).strip()[:-1])
            lines = []
    if "".join(lines).strip():
        raise ValueError("the last statement has no semicolon")
    return statements


def parse(path, text=None):
    """Reads a model; `text` stands for the file's where a dialect has its own."""
    source = path.read_text()
    fields, columns = {}, []
    for line in source.splitlines():
        if not line.startswith("--"):
            break
        if found := re.fullmatch(r"-- ([a-z-]+): ?(.*)|-- (columns):(.*)", line):
            fields[found[1] or found[3]] = (found[2] or found[4] or "").strip()
        elif found := re.fullmatch(r"--   (\w+) (\w+)( required)?( now)?: (.+)", line):
            if found[2] not in SQL_TYPES:
                raise ValueError(f"{path}: unknown type {found[2]}")
            columns.append(Column(found[1], found[2], bool(found[3]), bool(found[4]), found[5]))
    missing = {"kind", "refresh"} - fields.keys()
    if missing:
        raise ValueError(f"{path}: the header lacks {', '.join(sorted(missing))}")
    return Model(path.name.split(".")[0], path.parent.name, fields, columns, split_statements(text or source))


def load(dialect):
    """All models in the dialect, by name."""
    models = {}
    for layer in LAYERS:
        for path in sorted((ROOT / "sql" / layer).glob("*.sql")):
            if path.name.count(".") > 1:
                continue
            text = None
            if dialect != "duckdb":
                own = path.with_name(f"{path.stem}.{dialect}.sql")
                made = ROOT / "build/sql" / dialect / layer / path.name
                text = (own if own.exists() else made).read_text() if own.exists() or made.exists() else None
            models[path.stem] = parse(path, text)
    return models


def in_order(models, names):
    """The named models, each after those that it depends on, also through models that are not named."""
    graph = {name: [other for other in models[name].depends if other in models] for name in sorted(models)}
    return [models[name] for name in graphlib.TopologicalSorter(graph).static_order() if name in names]


def needed(models, names):
    """The named models, and all that they are made from, in this run or in earlier ones."""
    found, left = set(), [name for name in names if name in models]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [other for other in models[name].depends + models[name].names("previous") if other in models]
    return found


def render(statement, values):
    """Puts the text of each parameter in the place of its name in braces."""
    def value(found):
        return values[found[1]]
    return re.sub(r"\{([a-z_]+)\}", value, statement)


def text(value):
    return "'" + value.replace("'", "''") + "'"


def timestamp(value):
    return f"TIMESTAMP '{value}'"


def condition(ranges):
    """The parameter `ranges`: event_timestamp lies in one of the half-open ranges; neighbours are joined."""
    joined = []
    for begin, end in sorted(ranges):
        if joined and begin <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([begin, end])
    terms = [f"event_timestamp >= {timestamp(begin)} AND event_timestamp < {timestamp(end)}" for begin, end in joined]
    return "(" + " OR ".join(terms) + ")" if terms else "FALSE"


def fact_tables():
    """The four tables, from THE table of columns: name → columns."""
    types = {"kText": "text", "kInt64": "bigint", "kInt32": "integer", "kDouble": "double", "kBool": "boolean",
             "kTimestamp": "timestamp", "kDate": "date", "kTextMap": "json", "kTypedMap": "json", "kPropertyMap": "json"}
    tables = {}
    source = (ROOT / "src/schema/columns.h").read_text()
    for name, table in (("EVENT", "event_v2"), ("ITEM", "item_v2"), ("USER", "user_v2"), ("SESSION", "session")):
        block = source.split(f"#define MILLRACE_{name}_COLUMNS(X)")[1].split("#define")[0]
        found = re.findall(r'X\((\w+), (k\w+), \d+, (\w+), "((?:[^"\\]|\\.)*)"\)', block)
        tables[table] = [Column(column, types[kind], need == "kRequired", False, meaning)
                         for column, kind, need, meaning in found]
    return tables


KEYS = {"event_v2": ["event_id", "event_timestamp"],
        "item_v2": ["user_pseudo_id", "event_id", "item_id", "event_timestamp"],
        "user_v2": ["user_pseudo_id"],
        "session": ["user_pseudo_id", "session_id"]}
