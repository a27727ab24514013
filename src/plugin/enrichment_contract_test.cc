#include "plugin/enrichment_contract.h"

#include "plugin/testing/plugin_fixture.h"
#include "plugin/text_arrays.h"

namespace millrace {
namespace {

using E = EventColumn;
using TextList = std::vector<std::string>;

class EnrichmentContractTest : public PluginTest {
 protected:
  static EnrichmentContract Make(const TextList& reads, const TextList& sets, bool dictionaries = false) {
    return MakeEnrichmentContract("x", reads, sets, dictionaries);
  }
  static std::string MakeError(const TextList& reads, const TextList& sets) {
    return ErrorOf([&] { Make(reads, sets); });
  }
  static std::shared_ptr<arrow::Array> Strings(const TextList& texts) {
    arrow::StringBuilder builder;
    for (const std::string& text : texts) {
      EXPECT_TRUE((text == "-" ? builder.AppendNull() : builder.Append(text)).ok());
    }
    return builder.Finish().ValueOrDie();
  }
  static std::shared_ptr<arrow::RecordBatch> Output(const std::string& name, std::shared_ptr<arrow::Array> array) {
    return arrow::RecordBatch::Make(arrow::schema({arrow::field(name, array->type())}), array->length(), {array});
  }
};

TEST_F(EnrichmentContractTest, ColumnsAreFoundByName) {
  const EnrichmentContract contract = Make({"platform", "event_id", "platform", "custom_parameters"},
                                           {"geo_city", "custom.a b", "reject", "event_value"});
  EXPECT_EQ(contract.reads, (std::vector<E>{E::event_id, E::platform, E::custom_parameters}));
  EXPECT_EQ(contract.batch.sets, (std::vector<E>{E::event_value, E::geo_city}));
  EXPECT_EQ(contract.custom, TextList{"a b"});
  EXPECT_TRUE(contract.batch.may_reject);
  EXPECT_EQ(contract.input->field_names(), (TextList{"event_id", "platform", "custom_parameters"}));
}

TEST_F(EnrichmentContractTest, WhatIsNoColumnOrMayNotBeSet) {
  EXPECT_EQ(MakeError({"platfrom"}, {"geo_city"}),
            "UserError: plug-in `x` reads `platfrom`, which is not a column of event_v2; did you mean platform?");
  EXPECT_EQ(MakeError({"platform"}, {"custom."}),
            "UserError: plug-in `x` sets `custom.`, which is not a column of event_v2");
  EXPECT_EQ(MakeError({"platform"}, {"event_id"}),
            "UserError: plug-in `x` sets `event_id`, which no plug-in may set (docs/reference/plugins.md)");
  EXPECT_EQ(MakeError({}, {"geo_city"}), "UserError: plug-in `x` reads no column; name at least one");
  EXPECT_EQ(MakeError({"platform"}, {}), "UserError: plug-in `x` sets no column; name at least one, or `reject`");
  EXPECT_FALSE(MaySetColumn(E::device_ua));
  EXPECT_FALSE(MaySetColumn(E::app_id));
  EXPECT_TRUE(MaySetColumn(E::traffic_source_source));
}

TEST_F(EnrichmentContractTest, TextsComeInAsTheyAreAskedFor) {
  const auto events = Events({{"platform", {"Web", "-", "Web"}}, {"app_title", {"", "b", "-"}}});
  const auto plain = InputOf(Make({"platform", "app_title"}, {"geo_city"}), *events, sent_);
  ASSERT_TRUE(plain->ValidateFull().ok());
  EXPECT_EQ(plain->schema()->field(0)->type()->id(), arrow::Type::STRING);
  EXPECT_EQ(Texts(*plain->column(1)), (TextList{"Web", "-", "Web"}));
  EXPECT_EQ(Texts(*plain->column(0)), (TextList{"", "b", "-"}));
  const auto encoded = InputOf(Make({"platform", "event_id"}, {"geo_city"}, true), *events, sent_);
  ASSERT_TRUE(encoded->ValidateFull().ok());
  EXPECT_EQ(encoded->column(0)->type_id(), arrow::Type::DICTIONARY);
  EXPECT_EQ(Texts(*encoded->column(1)), (TextList{"Web", "-", "Web"}));
}

TEST_F(EnrichmentContractTest, WhatTheRequestWasSentWithStandsBehindTheColumns) {
  const auto events = Events({{"platform", {"Web", "iOS", "-"}}});
  for (const bool dictionaries : {false, true}) {
    const EnrichmentContract contract =
        Make({"request_user_agent", "request_ip", "platform"}, {"geo_city"}, dictionaries);
    EXPECT_TRUE(contract.batch.asks_for_sent);
    const auto input = InputOf(contract, *events, sent_);
    ASSERT_TRUE(input->ValidateFull().ok());
    ASSERT_EQ(input->schema()->ToString(), contract.input->ToString());
    EXPECT_EQ(Texts(*input->GetColumnByName("request_ip")), (TextList{"8.8.8.8", "-", "8.8.8.8"}));
    EXPECT_EQ(Texts(*input->GetColumnByName("request_user_agent")), (TextList{"-", "agent", "-"}));
    EXPECT_EQ(input->column_name(0), "platform");
  }
  EXPECT_FALSE(Make({"platform"}, {"geo_city"}).batch.asks_for_sent);
}

TEST_F(EnrichmentContractTest, OfASliceOnlyItsRows) {
  const auto events = Events({{"platform", {"a", "-", "b", "-", "c"}}});
  const auto plain = InputOf(Make({"platform"}, {"geo_city"}), *events->Slice(1, 3), sent_);
  ASSERT_TRUE(plain->ValidateFull().ok());
  EXPECT_EQ(Texts(*plain->column(0)), (TextList{"-", "b", "-"}));
}

TEST_F(EnrichmentContractTest, LongTextsAreCutAtACharacter) {
  const std::string longer = std::string(254, 'x') + "ä";
  const EnrichmentContract contract = Make({"platform"}, {"geo_city"});
  BatchChanges changes = ChangesOf(contract, *Output("geo_city", Strings({longer, "-", "ok", longer})), 4);
  EXPECT_EQ(Texts(*changes.columns[0].second), (TextList{std::string(254, 'x'), "-", "ok", std::string(254, 'x')}));
  EXPECT_EQ(changes.texts_truncated, 2U);
  const auto encoded = DictionaryEncoded(Strings({"ok", longer, longer, "-", longer}));
  changes = ChangesOf(contract, *Output("geo_city", encoded), 5);
  EXPECT_EQ(Texts(*changes.columns[0].second)[2], std::string(254, 'x'));
  EXPECT_EQ(changes.texts_truncated, 3U);
}

TEST_F(EnrichmentContractTest, OutputsThatAreSlicesOrDictionariesWithOffsetsBecomePlain) {
  const EnrichmentContract contract = Make({"platform"}, {"geo_city"});
  const auto whole = DictionaryEncoded(Strings({"zero", "one", "-", "two"}));
  const BatchChanges changes = ChangesOf(contract, *Output("geo_city", whole->Slice(1, 3)), 3);
  EXPECT_EQ(changes.columns[0].second->offset(), 0);
  EXPECT_EQ(Texts(*changes.columns[0].second), (TextList{"one", "-", "two"}));
}

TEST_F(EnrichmentContractTest, BrokenArraysAreFound) {
  const EnrichmentContract contract = Make({"platform"}, {"geo_city"});
  const auto bad_utf8 = Output("geo_city", Strings({"\xff"}));
  EXPECT_EQ(
      ErrorOf([&] { ChangesOf(contract, *bad_utf8, 1); }).rfind("SystemError: its column `geo_city` is broken: ", 0),
      0U);
  const auto data = DictionaryEncoded(Strings({"a"}))->data()->Copy();
  const int32_t beyond = 5;
  data->buffers[1] = std::make_shared<arrow::Buffer>(reinterpret_cast<const uint8_t*>(&beyond), sizeof beyond);
  EXPECT_NE(ErrorOf([&] { ChangesOf(contract, *Output("geo_city", arrow::MakeArray(data)), 1); }), "no error");
  auto twice = arrow::RecordBatch::Make(
      arrow::schema({arrow::field("geo_city", arrow::utf8()), arrow::field("geo_city", arrow::utf8())}), 1,
      arrow::ArrayVector{Strings({"a"}), Strings({"b"})});
  EXPECT_EQ(ErrorOf([&] { ChangesOf(contract, *twice, 1); }), "SystemError: it returned the column `geo_city` twice");
}

}  // namespace
}  // namespace millrace
