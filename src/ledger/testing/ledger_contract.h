// What every implementation of Ledger must do; the tests of its stores are in the files included here. An
// implementation's test includes this header, once a test program, and says
//
//     INSTANTIATE_TEST_SUITE_P(Name, LedgerContract, ::testing::Values(LedgerMaker{…}));
#pragma once

#include <optional>

#include "ledger/testing/access_contract.h"
#include "ledger/testing/console_document_contract.h"
#include "ledger/testing/job_contract.h"
#include "ledger/testing/ledger_fixture.h"
#include "ledger/testing/load_item_contract.h"
#include "ledger/testing/metadata_contract.h"
#include "ledger/testing/output_contract.h"
#include "ledger/testing/raw_file_contract.h"
#include "ledger/testing/warehouse_mark_contract.h"
#include "ledger/testing/workflow_contract.h"

namespace millrace {

TEST_P(LedgerContract, PlaceIsKeptByKey) {
  PlaceStore& places = ledger_->places();
  EXPECT_FALSE(places.Find("lake"));
  places.Save("lake", {.path = "/srv/lake", .from_state = "../lake"});
  places.Save("raw", {.path = "s3://bucket/raw", .from_state = {}});
  places.Save("lake", {.path = "/mnt/lake", .from_state = "../../mnt/lake"});
  EXPECT_EQ(places.Find("lake")->path, "/mnt/lake");
  EXPECT_EQ(places.Find("lake")->from_state, "../../mnt/lake");
  EXPECT_EQ(made_->Open()->places().Find("raw")->path, "s3://bucket/raw");
}

TEST_P(LedgerContract, LeaseIsTakenByOneAndGivenBack) {
  LeaseStore& leases = ledger_->leases();
  const ProcessIdentity first{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const ProcessIdentity second{.host = "i", .boot_id = "c", .pid = 3, .started = 4};
  const Lease fresh = leases.Find("x");
  EXPECT_FALSE(fresh.held);
  EXPECT_EQ(fresh.fence, 0);
  EXPECT_EQ(leases.Take(fresh, first, 77), 1);
  EXPECT_EQ(leases.Take(fresh, second, 78), std::nullopt) << "somebody was quicker";
  const Lease taken = made_->Open()->leases().Find("x");
  EXPECT_TRUE(taken.held);
  EXPECT_EQ(taken.owner, first);
  EXPECT_EQ(taken.since_ns, 77);
  EXPECT_TRUE(leases.Beat("x", 1));
  EXPECT_EQ(leases.Find("x").counter, taken.counter + 1);
  EXPECT_EQ(leases.Take(taken, second, 78), std::nullopt) << "it gave a sign of life meanwhile";
  leases.GiveBack("x", 1);
  EXPECT_FALSE(leases.Beat("x", 1));
  EXPECT_EQ(leases.Take(leases.Find("x"), second, 79), 2);
  leases.GiveBack("x", 1);
  EXPECT_TRUE(leases.Find("x").held) << "a former holder gives back nothing";
  EXPECT_FALSE(leases.Find("y").held) << "each name is a lease of its own";
  EXPECT_TRUE(ledger_->OpenLeases()->Beat("x", 2)) << "as another thread does";
}

}  // namespace millrace
