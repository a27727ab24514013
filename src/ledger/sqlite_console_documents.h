// What people keep of the console, in the SQLite ledger.
#pragma once

#include "ledger/console_documents.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteConsoleDocuments : public ConsoleDocumentStore {
 public:
  explicit SqliteConsoleDocuments(SqliteConnection& connection) : connection_(connection) {}

  std::vector<ConsoleDocument> List(std::string_view app, DocumentKind kind) override;
  std::vector<ConsoleDocument> ListAll(DocumentKind kind) override;
  std::optional<ConsoleDocument> Find(std::string_view app, DocumentKind kind, std::string_view id) override;
  bool Save(const ConsoleDocument& document) override;
  bool Remove(std::string_view app, DocumentKind kind, std::string_view id) override;
  void AddRun(const SegmentRun& run) override;
  std::vector<SegmentRun> Runs(std::string_view app, std::string_view segment) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
