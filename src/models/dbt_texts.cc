#include "models/dbt_texts.h"

#include "models/dbt_model.h"

#include "core/json_text.h"
#include "core/replace_text.h"

namespace millrace {
namespace {

// A text in double quotes, which YAML reads as JSON does, without what dbt would take for its own.
std::string QuotedForDbt(std::string_view text) {
  std::string plain(text), quoted;
  for (const char mark : {'{', '%', '#'}) {
    std::string parted;
    ReplaceAll(plain, std::string("{") + mark, std::string("{ ") + mark, parted);
    plain = std::move(parted);
  }
  AppendJsonString(quoted, plain);
  return quoted;
}

std::string OnOneLine(std::string_view text) {
  std::string line;
  ReplaceAll(text, "\n", " ", line);
  return line;
}

std::string ColumnsYaml(const std::vector<ModelColumn>& columns, Dialect dialect, const std::string& indent,
                        const std::vector<std::string>& key, bool is_tested) {
  std::string yaml = indent + "columns:\n";
  for (const ModelColumn& column : columns) {
    yaml.append(indent).append("  - name: ").append(column.name).append("\n");
    if (!column.meaning.empty()) {
      yaml.append(indent).append("    description: ").append(QuotedForDbt(column.meaning)).append("\n");
    }
    yaml.append(indent).append("    data_type: ").append(DbtType(column, dialect)).append("\n");
    std::string tests = is_tested && column.is_required ? "not_null" : "";
    // Of one column that may be NULL: dbt's test leaves those out.
    if (is_tested && key.size() == 1 && key.front() == column.name) tests += tests.empty() ? "unique" : ", unique";
    if (!tests.empty()) yaml.append(indent).append("    data_tests: [").append(tests).append("]\n");
  }
  return yaml;
}

}  // namespace

std::string DbtModelYaml(const ModelFile& model, const std::vector<ModelColumn>& columns, Dialect dialect,
                         bool is_tested) {
  std::string yaml = "  - name: " + model.name + "\n    description: " + QuotedForDbt(OnOneLine(model.meaning)) + "\n";
  if (is_tested && model.key.size() > 1) {
    yaml += "    data_tests:\n      - unique_together:\n          arguments:\n            columns: [";
    for (const std::string& column : model.key) yaml.append(&column == &model.key.front() ? "" : ", ").append(column);
    yaml += "]\n";
  }
  return yaml + (columns.empty() ? "" : ColumnsYaml(columns, dialect, "    ", model.key, is_tested));
}

std::string DbtTableYaml(const ModelFile& table, Dialect dialect) {
  return "      - name: " + table.name + "\n        description: " + QuotedForDbt(OnOneLine(table.meaning)) + "\n" +
         ColumnsYaml(table.columns, dialect, "        ", {}, false);
}

std::string DbtSourcesYaml(const std::string& tables) {
  return R"(version: 2

sources:
  - name: millrace
    description: "The tables of an app that loads and expiries write."
    schema: "{{ var('apps')[var('app')]['schema'] }}"
    tables:
)" + tables;
}

std::string DbtProjectYaml(const std::vector<AppSettings>& apps) {
  std::string list;
  for (const AppSettings& app : apps) {
    list += "    " + QuotedForDbt(app.app) + ": {schema: " + QuotedForDbt(app.schema) +
            ", timezone: " + QuotedForDbt(app.timezone) + "}\n";
  }
  const AppSettings& first = apps.front();
  return R"(# Written by `millrace export --format dbt`; README.md describes the project.
name: millrace
version: "1.0"
config-version: 2
require-dbt-version: [">=1.10.5", "<2.0.0"]
profile: millrace

vars:
  # The app whose metrics are built: one of the list below.
  app: )" +
         QuotedForDbt(first.app) +
         R"(
  # Each with the schema of its loaded tables, and the time zone of its days.
  apps:
)" + list +
         R"(  # Days of the retention views, and of `models.lookback`; a full refresh builds older days, too.
  retention_days: )" +
         std::to_string(first.retention_days) + "\n  look_back: " + std::to_string(first.look_back_days) + "\n";
}

std::string DbtProfilesYaml(Dialect dialect, const std::string& duckdb_file) {
  std::string yaml = R"(# How dbt connects to the warehouse. Passwords come from the environment.
millrace:
  target: warehouse
  outputs:
    warehouse:
      schema: dbt   # tables and views go into dbt_SCHEMA, SCHEMA being that of the app
      threads: 4
)";
  if (dialect == Dialect::kDuckDb) {
    std::string quoted;
    ReplaceAll(duckdb_file, "'", "''", quoted);
    return yaml + "      type: duckdb\n      path: \"{{ env_var('MILLRACE_WAREHOUSE_FILE', " + "'" + quoted +
           "') }}\"\n      settings:\n        TimeZone: UTC\n";
  }
  yaml += "      type: ";
  yaml += NameOf(dialect);
  return yaml + R"(
      host: "{{ env_var('PGHOST', 'localhost') }}"
      port: "{{ env_var('PGPORT', ')" +
         (dialect == Dialect::kPostgres ? "5432" : "5439") + R"(') | int }}"
      user: "{{ env_var('PGUSER') }}"
      password: "{{ env_var('PGPASSWORD', '') }}"
      dbname: "{{ env_var('PGDATABASE') }}"
)";
}

std::string DbtMacros() {
  return R"({# One schema for each app: dbt_SCHEMA, and dbt_SCHEMA_work for relations that only other models read. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- set schema = target.schema ~ '_' ~ var('apps')[var('app')]['schema'] -%}
  {{ schema if custom_schema_name is none else schema ~ '_' ~ custom_schema_name }}
{%- endmacro %}

{# The time zone of the app, as a text of SQL. #}
{% macro millrace_timezone() -%}
  '{{ var('apps')[var('app')]['timezone'] }}'
{%- endmacro %}

{# When dbt was started, UTC. #}
{% macro millrace_now() -%}
  TIMESTAMP '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}'
{%- endmacro %}
)";
}

std::string DbtUniqueTest() {
  return R"({# No two rows have the same values in these columns; NULL is a value. #}
{% test unique_together(model, columns) %}
SELECT {{ columns | join(', ') }}, count(*) AS row_count
FROM {{ model }}
GROUP BY {{ columns | join(', ') }}
HAVING count(*) > 1
{% endtest %}
)";
}

std::string DbtReadme(Dialect dialect, const std::vector<AppSettings>& apps,
                      const std::vector<LeftOutModel>& left_out) {
  const std::string adapter = "dbt-" + std::string(NameOf(dialect));
  std::string readme = R"(# Metrics of Millrace for dbt

Written by `millrace export --format dbt`. This project computes the metric tables and views of one app from the tables that
`millrace load` fills. It is a full refresh: every run builds all days. `millrace model` builds the same rows from what changed.

    pip install dbt-core )" +
                       adapter + R"(
    dbt build

`dbt build` makes the relations in the schema `dbt_SCHEMA`, SCHEMA being that of the app, and tests them: columns that are never
NULL, and keys. The schema of Millrace itself is only read. `dbt_SCHEMA_work` holds relations that only other models read; it may be
dropped after a run.
)";
  if (apps.size() > 1) {
    const AppSettings& other = apps[1];
    std::string variable;
    AppendJsonString(variable, other.app);
    readme += "\nThe project builds one app at a time, " + apps.front().app + " by default. Another one:\n\n" +
              "    dbt build --vars '{app: " + variable + "}'\n";
  }
  readme += R"(
| file | what it is |
| --- | --- |
| `dbt_project.yml` | the apps with their schemas and time zones, and other variables |
| `profiles.yml` | how to connect to the warehouse; yours in `~/.dbt` works, too, if its name is `millrace` |
| `models/sources.yml` | the tables that loads write |
| `models/*/` | the models, with descriptions, types and tests in `models.yml` |
| `macros/`, `tests/generic/` | what the models use |

What differs from `millrace model`:

- All days with events are built. `millrace model` leaves days before `models.lookback` as they were.
- After an expiry the metrics of expired days are gone here; Millrace keeps them as long as `warehouse.metrics_retention` says.
- Views over metadata scans are not part of the project.
)";
  if (dialect == Dialect::kDuckDb) {
    readme += R"(
A DuckDB file has one writer: stop `millrace run` while dbt works, or set MILLRACE_WAREHOUSE_FILE to a copy of the file.
)";
  }
  if (!left_out.empty()) {
    readme += "\nModels of your own that are not part of the project, since they read what only Millrace keeps:\n\n";
    for (const LeftOutModel& model : left_out) readme += "- `" + model.model + "` reads `" + model.reads + "`\n";
  }
  return readme;
}

}  // namespace millrace
