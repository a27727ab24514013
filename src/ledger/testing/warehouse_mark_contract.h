// How far the warehouse is.
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

TEST_P(LedgerContract, EachChangeOfTheWarehouseByALoadCounts) {
  WarehouseMarkStore& marks = ledger_->warehouse_marks();
  LoadItemStore& items = ledger_->load_items();
  EXPECT_EQ(marks.Loads().changes, 0);
  EXPECT_EQ(marks.Loads().at_ns, 0);
  items.Register(std::vector{LakeFile("a", 1), LakeFile("b", 2), LakeFile("c", 3)});
  items.Claim("l1", Strings{"a"}, 0);
  items.Claim("l2", Strings{"b"}, 0);
  EXPECT_EQ(marks.Loads().changes, 0) << "nothing has reached the warehouse";
  items.Finish("l1", {.finished_ns = 90}, 0);
  EXPECT_EQ(marks.Loads().changes, 1);
  items.Finish("l2", {.state = LoadState::kFailed, .error = "broken", .finished_ns = 91}, 0);
  EXPECT_EQ(marks.Loads().changes, 1) << "a file that fails changes nothing";
  items.Claim("l3", Strings{"c"}, 0);
  items.Finish("l3", {.finished_ns = 80}, 0);
  EXPECT_EQ(made_->Open()->warehouse_marks().Loads().changes, 2);
  EXPECT_EQ(marks.Loads().at_ns, 90) << "the clock was set back";
  ledger_->load_items().RecordRetirement("j1", "event_v2", "shop", "{}", 0);
  EXPECT_EQ(marks.Loads().changes, 3);
  EXPECT_EQ(marks.Loads().at_ns, 90);
  marks.Save("window shop", {.state = "1", .at_ns = 95}, {.name = std::string(kLoadLease)});
  EXPECT_EQ(marks.Loads().changes, 4);
  marks.Save("models", {.state = "1", .at_ns = 96}, {.name = std::string(kModelLease)});
  EXPECT_EQ(marks.Loads().changes, 4) << "of a step after the loads";
}

TEST_P(LedgerContract, MarkOfAStepIsReplacedByTheHolderOfItsLease) {
  WarehouseMarkStore& marks = ledger_->warehouse_marks();
  const LeaseRef lease{.name = std::string(kModelLease)};
  EXPECT_FALSE(marks.Find("models"));
  marks.Save("models", {.state = "1", .at_ns = 5}, lease);
  marks.Save("models", {.state = "2", .at_ns = 6}, lease);
  marks.Save("other", {.state = "1", .at_ns = 7}, lease);
  EXPECT_EQ(made_->Open()->warehouse_marks().Find("models")->state, "2");
  EXPECT_EQ(marks.Find("models")->at_ns, 6);
  ASSERT_TRUE(ledger_->leases().Take(ledger_->leases().Find(kModelLease), {}, 1));
  EXPECT_THROW(marks.Save("models", {.state = "3", .at_ns = 8}, lease), SystemError);
  EXPECT_EQ(marks.Find("models")->state, "2");
}

}  // namespace millrace
