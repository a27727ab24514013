#include <arrow/array.h>
#include <arrow/json/from_string.h>
#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "privacy/json_hiding.h"
#include "privacy/privacy_sink.h"

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "schema/arrow_schema.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

const std::string kSecret = "0123456789abcdef";

std::string Refusal(const std::vector<std::string>& pseudonymise, const std::vector<std::string>& drop,
                    const std::string& secret = kSecret) {
  try {
    const PrivacyRules rules(pseudonymise, drop, secret);
    return "";
  } catch (const UserError& error) {
    return error.what();
  }
}

PrivacyAction Of(const PrivacyRules& rules, TableId table, std::string_view name) {
  const auto columns = TableOf(table).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return rules.OfColumn(table, i);
  }
  ADD_FAILURE() << name;
  return PrivacyAction::kKeep;
}

TEST(Digest, IsHmacSha256) {
  // RFC 4231, test case 2.
  EXPECT_EQ(HmacSha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_NE(RandomSalt(), RandomSalt());
}

TEST(Digest, AFileThatIsWrittenIsHashedOnTheWay) {
  const TemporaryFolder temporary;
  const std::string path = temporary.path() + "/file";
  std::string hash;
  const auto file = WithSha256(LocalFileSystem().Create(path), [&](std::string done) { hash = std::move(done); });
  for (const std::string_view part : {"a", "", "bc"}) file->Write(part.data(), part.size());
  file->Sync();
  EXPECT_EQ(hash, "");
  file->Close();
  // FIPS 180-2, B.1.
  EXPECT_EQ(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256OfFile(LocalFileSystem(), path), hash);
}

TEST(Pseudonymiser, IsStableKeyedAndLeavesPseudonymsAlone) {
  const Pseudonymiser one(kSecret);
  const std::string pseudonym = one.Of("alice");
  EXPECT_EQ(pseudonym, "p1:" + HmacSha256(kSecret, "alice").substr(0, 32));
  EXPECT_EQ(one.Of(pseudonym), pseudonym);
  EXPECT_NE(one.Of("bob"), pseudonym);
  EXPECT_NE(Pseudonymiser("another secret of mine").Of("alice"), pseudonym);
  EXPECT_NE(one.Of("p1:alice"), "p1:alice");
}

TEST(PrivacyRules, AColumnCoversWhatIsMadeOfIt) {
  const PrivacyRules rules({"user_id", "traffic_source_source"}, {"app_install_source", "geo_city"}, kSecret);
  for (const TableId table : {TableId::kEvent, TableId::kItem, TableId::kUser, TableId::kSession}) {
    EXPECT_EQ(Of(rules, table, "user_id"), PrivacyAction::kPseudonymise);
    EXPECT_EQ(Of(rules, table, "user_pseudo_id"), PrivacyAction::kKeep);
  }
  EXPECT_EQ(rules.OfProperty("_user_id"), PrivacyAction::kPseudonymise);
  EXPECT_EQ(Of(rules, TableId::kUser, "first_traffic_source"), PrivacyAction::kPseudonymise);
  EXPECT_EQ(Of(rules, TableId::kSession, "session_source"), PrivacyAction::kPseudonymise);
  EXPECT_EQ(Of(rules, TableId::kUser, "first_app_install_source"), PrivacyAction::kDrop);
  EXPECT_EQ(Of(rules, TableId::kEvent, "geo_city"), PrivacyAction::kDrop);
  EXPECT_EQ(Of(PrivacyRules({}, {"custom_parameters"}, ""), TableId::kItem, "custom_parameters_json_str"),
            PrivacyAction::kDrop);
  EXPECT_TRUE(PrivacyRules({}, {}, "").empty());
}

TEST(PrivacyRules, RefusesWhatCannotBe) {
  EXPECT_EQ(Refusal({"user_idd"}, {}), "privacy.pseudonymise: there is no column `user_idd`; did you mean user_id?");
  EXPECT_EQ(Refusal({}, {"user_pseudo_id"}),
            "privacy.drop: `user_pseudo_id` cannot be dropped from event_v2; pseudonymise it");
  EXPECT_EQ(Refusal({"event_value"}, {}), "privacy.pseudonymise: `event_value` is not a string; drop it");
  EXPECT_EQ(Refusal({"custom_parameters"}, {}),
            "privacy.pseudonymise: `custom_parameters` contains many values; name one of them, like "
            "`custom_parameters.email`");
  EXPECT_EQ(Refusal({}, {"app_id"}), "privacy.drop: `app_id` cannot be hidden, because the lake depends on it");
  EXPECT_EQ(Refusal({}, {"custom_parameters."}), "privacy.drop: a key is missing after `custom_parameters.`");
  EXPECT_NE(Refusal({"user_id"}, {}, "short").find("MILLRACE_PRIVACY_SECRET"), std::string::npos);
  EXPECT_EQ(Refusal({}, {"user_id"}, ""), "");
}

TEST(JsonHiding, EditsOnlyWhatRulesName) {
  const PrivacyRules rules({"user_id", "custom_parameters.email", "user_properties.phone"},
                           {"custom_parameters.note", "page_view_page_url", "user_properties.age"}, kSecret);
  const auto hash = [&](const std::string& text) { return "\"" + rules.pseudonymiser().Of(text) + "\""; };
  std::string out;
  ASSERT_TRUE(HideParameters(rules, R"({"a":1.50,"email":"x\u0040y","note":{"b":[1]},"email2":"z"})", out));
  EXPECT_EQ(out, R"({"a":1.50,"email":)" + hash("x@y") + R"(,"email2":"z"})");
  ASSERT_TRUE(HideProperties(
      rules, R"({"phone":{"set_time_msec":5,"value":"1"},"age":{"value":3},"_user_id":{"value":"u"}})", out));
  EXPECT_EQ(out,
            R"({"phone":{"set_time_msec":5,"value":)" + hash("1") + R"(},"_user_id":{"value":)" + hash("u") + "}}");
  ASSERT_TRUE(HideInEvent(rules,
                          R"({"event_type":"e","email":7,"attributes":{"_page_url":"http://a/?u=b","email":null,)"
                          R"("note":"n","k":"v"},"user":{"_user_id":{"value":"u","set_timestamp":1},"phone":"2"},)"
                          R"("items":[{"id":"i"}]})",
                          out));
  EXPECT_EQ(out, R"({"event_type":"e","email":)" + hash("7") + R"(,"attributes":{"email":null,"k":"v"},)" +
                     R"("user":{"_user_id":{"value":)" + hash("u") + R"(,"set_timestamp":1},"phone":)" + hash("2") +
                     "}}");
  for (const char* bad : {"", "[1]", "{\"a\":", "{\"a\":1} x", "text"}) {
    EXPECT_FALSE(HideParameters(rules, bad, out)) << bad;
    EXPECT_EQ(out, "");
  }
}

// Rejects do not say which client sent them, so the names of every client count.
TEST(JsonHiding, KnowsTheNamesOfGtmAndSensors) {
  const PrivacyRules rules({"user_id", "user_pseudo_id", "custom_parameters.email"}, {"page_view_page_url", "geo_city"},
                           kSecret);
  const auto hash = [&](const std::string& text) { return "\"" + rules.pseudonymiser().Of(text) + "\""; };
  std::string out;
  ASSERT_TRUE(HideInEvent(rules,
                          R"({"event_name":"e","client_id":"c","user_id":"u","page_location":"http://a/",)"
                          R"("x-ga-mp2-user_properties":{"_user_id":"u","gender":"f"},"k":1})",
                          out));
  EXPECT_EQ(out, R"({"event_name":"e","client_id":)" + hash("c") + R"(,"user_id":)" + hash("u") +
                     R"(,"x-ga-mp2-user_properties":{"_user_id":)" + hash("u") + R"(,"gender":"f"},"k":1})");
  ASSERT_TRUE(
      HideInEvent(rules,
                  R"({"event":"e","distinct_id":"d","anonymous_id":"d","identities":{"$identity_login_id":"l"},)"
                  R"("lib":{"$lib":"js"},"properties":{"$city":"Rome","$url":"http://a/","email":"x@y","k":1}})",
                  out));
  EXPECT_EQ(out, R"({"event":"e","distinct_id":)" + hash("d") + R"(,"anonymous_id":)" + hash("d") +
                     R"(,"identities":{"$identity_login_id":)" + hash("l") +
                     R"(},"lib":{"$lib":"js"},"properties":{"email":)" + hash("x@y") + R"(,"k":1}})");
}

TEST(PrivacyRules, AColumnTakesTheParametersThatRepeatItAlong) {
  const PrivacyRules rules({"user_pseudo_id", "user_id"}, {"device_ua"}, kSecret);
  for (const char* key : {"client_id", "$distinct_id", "$anonymous_id", "$identity_android_id", "$identity_login_id"}) {
    EXPECT_EQ(rules.OfParameter(key), PrivacyAction::kPseudonymise) << key;
  }
  for (const char* key : {"user_agent", "x-ga-mp2-user_properties"}) {
    EXPECT_EQ(rules.OfParameter(key), PrivacyAction::kDrop) << key;
  }
  EXPECT_FALSE(rules.names_parameters());
}

// Keeps the batches that reach the lake.
class LastBatch : public BatchSink {
 public:
  void Write(TableId, const Partition&, const std::shared_ptr<arrow::RecordBatch>& written) override {
    batch = written;
  }
  std::shared_ptr<arrow::RecordBatch> batch;
};

// A batch of a table with some columns given as JSON, all others null.
std::shared_ptr<arrow::RecordBatch> BatchOf(TableId table, int64_t rows,
                                            const std::map<std::string, std::string>& columns) {
  arrow::ArrayVector arrays;
  for (const auto& field : ArrowSchema(table)->fields()) {
    const auto given = columns.find(field->name());
    arrays.push_back(given == columns.end()
                         ? arrow::MakeArrayOfNull(field->type(), rows).ValueOrDie()
                         : arrow::json::ArrayFromJSONString(field->type(), given->second).ValueOrDie());
  }
  return arrow::RecordBatch::Make(ArrowSchema(table), rows, arrays);
}

TEST(PrivacySink, HidesColumnsMapsAndTheirJson) {
  const PrivacyRules rules({"user_id", "custom_parameters.email"}, {"geo_city", "custom_parameters.note"}, kSecret);
  const std::string hashed = rules.pseudonymiser().Of("a@b");
  LastBatch lake;
  PrivacySink sink(rules, lake);
  sink.Write(TableId::kEvent, {"shop", 0},
             BatchOf(TableId::kEvent, 2,
                     {{"user_id", R"(["u", null])"},
                      {"geo_city", R"(["Rome", "Bari"])"},
                      {"geo_country", R"(["Italy", null])"},
                      {"custom_parameters",
                       R"([[["email", {"value": "a@b", "type": "string"}], ["note", {"value": "n", "type": "string"}],
                     ["k", {"value": "1", "type": "number"}]], null])"},
                      {"custom_parameters_json_str", R"(["{\"email\":\"a@b\",\"note\":\"n\",\"k\":1}", null])"}}));
  const arrow::RecordBatch& batch = *lake.batch;
  ASSERT_TRUE(batch.ValidateFull().ok());
  const auto expect = [&](const std::string& column, const std::string& json) {
    const auto array = batch.GetColumnByName(column);
    EXPECT_TRUE(array->Equals(arrow::json::ArrayFromJSONString(array->type(), json).ValueOrDie()))
        << column << ": " << array->ToString();
  };
  expect("user_id", "[\"" + rules.pseudonymiser().Of("u") + "\", null]");
  expect("geo_city", "[null, null]");
  expect("geo_country", R"(["Italy", null])");
  expect("custom_parameters", R"([[["email", {"value": ")" + hashed +
                                  R"(", "type": "string"}], ["k", {"value": "1", "type": "number"}]], null])");
  expect("custom_parameters_json_str", R"(["{\"email\":\")" + hashed + R"(\",\"k\":1}", null])");
}

// A Sensors event's id ends with its user's.
TEST(PrivacySink, APseudonymTakesTheUsersPlaceInTheEventsId) {
  const PrivacyRules rules({"user_pseudo_id"}, {}, kSecret);
  const std::string hashed = rules.pseudonymiser().Of("d1");
  LastBatch lake;
  PrivacySink sink(rules, lake);
  for (const TableId table : {TableId::kEvent, TableId::kItem}) {
    auto batch = BatchOf(table, 5,
                         {{"event_id", R"(["r-0-d1", "r-0-d1-first-open", "d1-d11", "other", "r-1-"])"},
                          {"user_pseudo_id", R"(["d1", "d1", "d1", "d1", ""])"}});
    for (int again = 0; again < 2; ++again) {  // re-enrichment writes rows whose values are already hidden
      sink.Write(table, {"shop", 0}, batch);
      batch = lake.batch;
      const auto ids = std::static_pointer_cast<arrow::StringArray>(batch->GetColumnByName("event_id"));
      EXPECT_EQ(ids->GetString(0), "r-0-" + hashed);
      EXPECT_EQ(ids->GetString(1), "r-0-" + hashed + "-first-open");
      EXPECT_EQ(ids->GetString(2), "d1-d11");
      EXPECT_EQ(ids->GetString(3), "other");
      EXPECT_EQ(ids->GetString(4), "r-1-");
    }
  }
}

TEST(PrivacySink, DictionariesStayDictionaries) {
  const PrivacyRules rules({"user_id"}, {}, kSecret);
  auto batch = BatchOf(TableId::kEvent, 4, {});
  const auto texts = arrow::json::ArrayFromJSONString(arrow::utf8(), R"(["a", "b"])").ValueOrDie();
  const auto indices = arrow::json::ArrayFromJSONString(arrow::int32(), "[1, 0, null, 1]").ValueOrDie();
  const auto column = arrow::DictionaryArray::FromArrays(indices, texts).ValueOrDie();
  batch = batch->SetColumn(static_cast<int>(EventColumn::user_id), arrow::field("user_id", column->type()), column)
              .ValueOrDie();
  LastBatch lake;
  PrivacySink(rules, lake).Write(TableId::kEvent, {"shop", 0}, batch);
  const auto& hidden = static_cast<const arrow::DictionaryArray&>(*lake.batch->GetColumnByName("user_id"));
  EXPECT_TRUE(hidden.indices()->Equals(*indices));
  EXPECT_EQ(static_cast<const arrow::StringArray&>(*hidden.dictionary()).GetString(1), rules.pseudonymiser().Of("b"));
}

TEST(PrivacySink, RejectsKeepEventsHiddenAndNothingElse) {
  const PrivacyRules rules({"user_pseudo_id"}, {"device_ua"}, kSecret);
  LastBatch lake;
  PrivacySink(rules, lake)
      .Write(TableId::kReject, {"shop", 0},
             BatchOf(TableId::kReject, 3,
                     {{"bundle_index", "[0, null, 1]"},
                      {"encoding", R"(["text", "text", "base64"])"},
                      {"original", R"(["{\"unique_id\":\"me\",\"x\":1}", "{\"data\":\"[]\"}", "AAAA"])"},
                      {"request", R"(["{\"ua\":\"agent\",\"rid\":\"r\"}", null, null])"}}));
  const auto original = std::static_pointer_cast<arrow::StringArray>(lake.batch->GetColumnByName("original"));
  EXPECT_EQ(original->GetString(0), R"({"unique_id":")" + rules.pseudonymiser().Of("me") + R"(","x":1})");
  EXPECT_TRUE(original->IsNull(1));
  EXPECT_TRUE(original->IsNull(2));
  const auto request = std::static_pointer_cast<arrow::StringArray>(lake.batch->GetColumnByName("request"));
  EXPECT_EQ(request->GetString(0), R"({"rid":"r"})");
}

}  // namespace
}  // namespace millrace
