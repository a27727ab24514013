#include "ledger/sqlite_console_documents.h"

namespace millrace {
namespace {

constexpr const char* kDocumentColumns =
    "SELECT id, title, body, user, created_ns, changed_ns, version FROM console_documents ";

std::string_view NameOfKind(DocumentKind kind) {
  return kDocumentKindNames[static_cast<size_t>(kind)];
}

ConsoleDocument DocumentIn(SqliteStatement& row, std::string_view app, DocumentKind kind) {
  return {.kind = kind,
          .app = std::string(app),
          .id = std::string(row.Text(0)),
          .title = std::string(row.Text(1)),
          .body = std::string(row.Text(2)),
          .user = std::string(row.Text(3)),
          .created_ns = row.Number(4),
          .changed_ns = row.Number(5),
          .version = row.Number(6)};
}

}  // namespace

std::vector<ConsoleDocument> SqliteConsoleDocuments::List(std::string_view app, DocumentKind kind) {
  SqliteStatement row(connection_, std::string(kDocumentColumns) + "WHERE app = ? AND kind = ? ORDER BY title, id");
  row.Bind(app).Bind(NameOfKind(kind));
  std::vector<ConsoleDocument> documents;
  while (row.Step()) documents.push_back(DocumentIn(row, app, kind));
  return documents;
}

std::vector<ConsoleDocument> SqliteConsoleDocuments::ListAll(DocumentKind kind) {
  SqliteStatement row(connection_,
                      "SELECT id, title, body, user, created_ns, changed_ns, version, app FROM console_documents "
                      "WHERE kind = ? ORDER BY app, id");
  row.Bind(NameOfKind(kind));
  std::vector<ConsoleDocument> documents;
  while (row.Step()) documents.push_back(DocumentIn(row, row.Text(7), kind));
  return documents;
}

std::optional<ConsoleDocument> SqliteConsoleDocuments::Find(std::string_view app, DocumentKind kind,
                                                            std::string_view id) {
  SqliteStatement row(connection_, std::string(kDocumentColumns) + "WHERE app = ? AND kind = ? AND id = ?");
  row.Bind(app).Bind(NameOfKind(kind)).Bind(id);
  if (!row.Step()) return std::nullopt;
  return DocumentIn(row, app, kind);
}

bool SqliteConsoleDocuments::Save(const ConsoleDocument& document) {
  if (document.version == 0) {
    SqliteStatement(connection_,
                    "INSERT INTO console_documents (app, kind, id, title, body, user, created_ns, changed_ns, version) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING")
        .Bind(document.app)
        .Bind(NameOfKind(document.kind))
        .Bind(document.id)
        .Bind(document.title)
        .Bind(document.body)
        .Bind(document.user)
        .Bind(document.created_ns)
        .Bind(document.changed_ns)
        .Run();
  } else {
    SqliteStatement(connection_,
                    "UPDATE console_documents SET title = ?, body = ?, user = ?, changed_ns = ?, version = version + 1 "
                    "WHERE app = ? AND kind = ? AND id = ? AND version = ?")
        .Bind(document.title)
        .Bind(document.body)
        .Bind(document.user)
        .Bind(document.changed_ns)
        .Bind(document.app)
        .Bind(NameOfKind(document.kind))
        .Bind(document.id)
        .Bind(document.version)
        .Run();
  }
  return connection_.Changes() > 0;
}

bool SqliteConsoleDocuments::Remove(std::string_view app, DocumentKind kind, std::string_view id) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "DELETE FROM console_documents WHERE app = ? AND kind = ? AND id = ?")
      .Bind(app)
      .Bind(NameOfKind(kind))
      .Bind(id)
      .Run();
  const bool was_there = connection_.Changes() > 0;
  if (kind == DocumentKind::kSegment) {
    SqliteStatement(connection_, "DELETE FROM segment_runs WHERE app = ? AND segment = ?").Bind(app).Bind(id).Run();
  }
  transaction.Commit();
  return was_there;
}

void SqliteConsoleDocuments::AddRun(const SegmentRun& run) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "REPLACE INTO segment_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .Bind(run.app)
      .Bind(run.segment)
      .Bind(run.started_ns)
      .Bind(run.finished_ns)
      .Bind(int64_t{run.is_done})
      .Bind(run.segment_size)
      .Bind(run.total_users)
      .Bind(int64_t{run.last_day})
      .Bind(run.error)
      .Run();
  SqliteStatement(connection_,
                  "DELETE FROM segment_runs WHERE app = ?1 AND segment = ?2 AND started_ns NOT IN (SELECT started_ns "
                  "FROM segment_runs WHERE app = ?1 AND segment = ?2 ORDER BY started_ns DESC LIMIT ?3)")
      .Bind(run.app)
      .Bind(run.segment)
      .Bind(int64_t{kKeptSegmentRuns})
      .Run();
  transaction.Commit();
}

std::vector<SegmentRun> SqliteConsoleDocuments::Runs(std::string_view app, std::string_view segment) {
  SqliteStatement row(connection_,
                      "SELECT started_ns, finished_ns, is_done, segment_size, total_users, last_day, error FROM "
                      "segment_runs WHERE app = ? AND segment = ? ORDER BY started_ns DESC");
  row.Bind(app).Bind(segment);
  std::vector<SegmentRun> runs;
  while (row.Step()) {
    runs.push_back({.app = std::string(app),
                    .segment = std::string(segment),
                    .started_ns = row.Number(0),
                    .finished_ns = row.Number(1),
                    .is_done = row.Number(2) != 0,
                    .segment_size = row.Number(3),
                    .total_users = row.Number(4),
                    .last_day = static_cast<int32_t>(row.Number(5)),
                    .error = std::string(row.Text(6))});
  }
  return runs;
}

}  // namespace millrace
