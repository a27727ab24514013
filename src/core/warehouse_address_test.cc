#include "core/warehouse_address.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(WarehouseAddress, KindsAreToldByTheScheme) {
  EXPECT_EQ(ParseWarehouseAddress("data/warehouse.duckdb").file, "data/warehouse.duckdb");
  EXPECT_EQ(ParseWarehouseAddress("duckdb:/data/w").file, "/data/w");
  EXPECT_EQ(ParseWarehouseAddress("duckdb:///data/w").file, "/data/w");
  EXPECT_EQ(ParseWarehouseAddress("duckdb:").file, "");
  EXPECT_EQ(ParseWarehouseAddress("duckdb::memory:").file, "");
  EXPECT_EQ(ParseWarehouseAddress("a/b:c").kind, WarehouseKind::kDuckDb);
  EXPECT_EQ(ParseWarehouseAddress("postgresql://me@host/db").kind, WarehouseKind::kPostgres);
  EXPECT_EQ(ParseWarehouseAddress("postgres:///db?host=/run").kind, WarehouseKind::kPostgres);
  EXPECT_EQ(ParseWarehouseAddress("redshift://host").kind, WarehouseKind::kOther);
}

TEST(WarehouseAddress, PasswordsAreFoundAndMasked) {
  const auto masked = [](std::string_view uri) {
    EXPECT_EQ(HasPassword(uri), MaskedUri(uri) != uri) << uri;
    return MaskedUri(uri);
  };
  EXPECT_EQ(masked("postgresql://me:secret@host:5432/db"), "postgresql://me:***@host:5432/db");
  EXPECT_EQ(masked("postgresql://me:s@cr/et@host/db"), "postgresql://me:***@host/db");
  EXPECT_EQ(masked("postgresql://host/db?user=me&password=se%26cret&sslmode=require"),
            "postgresql://host/db?user=me&password=***&sslmode=require");
  EXPECT_EQ(masked("postgresql://host/db?SSLPASSWORD=x"), "postgresql://host/db?SSLPASSWORD=***");
  EXPECT_EQ(masked("other://me:a@h?pwd=b"), "other://me:***@h?pwd=***");
  EXPECT_EQ(masked("me:se:cr@t@account/db?role=r"), "me:***@account/db?role=r");
  EXPECT_EQ(masked("Server=h;Database=d;Password=a b;Encrypt=no"), "Server=h;Database=d;Password=***;Encrypt=no");
  EXPECT_EQ(masked("host=h user=me password=secret dbname=d"), "host=h user=me password=*** dbname=d");
  EXPECT_EQ(masked("other:h?user=me&password=x"), "other:h?user=me&password=***");
  for (const std::string_view without :
       {"duckdb:me@home/w", "me@home:w", "postgresql://me@host:5432/db", "postgresql://host:5432/db",
        "postgresql://me:@host/db", "warehouse.duckdb", "postgresql:///db?host=/run/a@b&password=", "duckdb:/data/w"}) {
    EXPECT_EQ(masked(without), without);
  }
}

TEST(WarehouseAddress, APasswordIsAddedEncoded) {
  EXPECT_EQ(UriWithPassword("postgresql://me@host/db", "a&b=c d/é"),
            "postgresql://me@host/db?password=a%26b%3Dc%20d%2F%C3%A9");
  EXPECT_EQ(UriWithPassword("postgresql:///db?host=/run", "x"), "postgresql:///db?host=/run&password=x");
  EXPECT_EQ(UriWithPassword("postgresql:///db", ""), "postgresql:///db");
}

}  // namespace
}  // namespace millrace
