// Tokens and the audit log.
#pragma once

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

TEST_P(LedgerContract, TokensAreFoundByIdAndRevokedOnce) {
  AccessTokenStore& tokens = ledger_->access_tokens();
  const AccessToken first{.id = "a1",
                          .name = "Ann",
                          .scope = "read",
                          .apps = R"(["shop"])",
                          .secret_hash = "h1",
                          .created_ns = 5,
                          .expires_ns = 50};
  const AccessToken second{
      .id = "b2", .name = "Ann", .scope = "admin", .apps = {}, .secret_hash = "h2", .created_ns = 4};
  tokens.Add(first);
  tokens.Add(second);
  EXPECT_THROW(tokens.Add(first), SystemError);
  EXPECT_EQ(made_->Open()->access_tokens().Find("a1"), first);
  EXPECT_EQ(tokens.Find("c3"), std::nullopt);
  EXPECT_EQ(tokens.All(), (std::vector<AccessToken>{second, first}));
  EXPECT_TRUE(tokens.Revoke("a1", 60));
  EXPECT_FALSE(tokens.Revoke("a1", 70));
  EXPECT_FALSE(tokens.Revoke("c3", 70));
  EXPECT_EQ(made_->Open()->access_tokens().Find("a1")->revoked_ns, 60);
  EXPECT_EQ(tokens.Find("b2")->revoked_ns, 0);
}

TEST_P(LedgerContract, AuditLogIsReadBackwardsInPages) {
  AuditLog& log = ledger_->audit_log();
  EXPECT_TRUE(log.Recent(10).empty());
  for (const char* const subject : {"one", "two", "three"}) {
    log.Add(
        {.at_ns = 7, .user = "Ann", .client = "127.0.0.1", .action = "runNow", .subject = subject, .outcome = "done"});
  }
  const auto newest = made_->Open()->audit_log().Recent(2);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0], (AuditEntry{.number = 3,
                                   .at_ns = 7,
                                   .user = "Ann",
                                   .client = "127.0.0.1",
                                   .action = "runNow",
                                   .subject = "three",
                                   .outcome = "done"}));
  EXPECT_EQ(newest[1].subject, "two");
  const auto older = log.Recent(2, newest[1].number);
  ASSERT_EQ(older.size(), 1U);
  EXPECT_EQ(older[0].subject, "one");
}

TEST_P(LedgerContract, AnAuditEntryIsCompletedOnce) {
  AuditLog& log = ledger_->audit_log();
  const int64_t number = log.Add({.action = "runNow", .outcome = std::string(kAuditAsked)});
  EXPECT_EQ(made_->Open()->audit_log().Recent(1)[0].outcome, "asked");
  EXPECT_EQ(log.Add({.action = "other", .outcome = std::string(kAuditAsked)}), number + 1);
  log.Complete(number, "done");
  log.Complete(number, "done again");
  const auto entries = made_->Open()->audit_log().Recent(2);
  EXPECT_EQ(entries[0].outcome, "asked");
  EXPECT_EQ(entries[1].outcome, "done");
}

}  // namespace millrace
