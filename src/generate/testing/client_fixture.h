// Shared by the tests of the clients: visitors and sessions with simple facts, and the output of a client, read by a
// strict JSON parser.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "generate/client.h"

namespace millrace::generate {

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() : world_(GeneratorOptions{}) {}

  // The first visitor of this kind by key.
  Visitor FindVisitor(Platform platform) const {
    for (uint64_t key = 1;; ++key) {
      const Visitor visitor = MakeVisitor(world_, key, 0);
      if (visitor.platform == platform && !visitor.bot && visitor.clock_skew_ms == 0) return visitor;
    }
  }

  SessionFacts Facts(int64_t number = 1) const {
    SessionFacts facts;
    facts.start_ms = kStartMs;
    facts.number = number;
    facts.address = "192.0.2.7, 10.0.0.1";
    return facts;
  }

  Moment Happens(Act act) const {
    Moment moment;
    moment.act = act;
    moment.time_ms = kStartMs + 5000;
    moment.link = &kLink;
    return moment;
  }

  std::string Text(Client& client, const Moment& moment) {
    TextBuffer out;
    reading_ = client.Append(out, moment, random_);
    return std::string(out.view());
  }
  simdjson::dom::element Event(Client& client, const Moment& moment) {
    json_ = simdjson::padded_string(Text(client, moment));
    return parser_.parse(json_);
  }

  std::string Row(Client& client, std::string_view payload, const RequestFacts& facts) {
    TextBuffer out;
    client.AppendRow(out, payload, facts, random_);
    return std::string(out.view());
  }
  simdjson::dom::element ParsedRow(Client& client, std::string_view payload, const RequestFacts& facts) {
    const std::string row = Row(client, payload, facts);
    EXPECT_EQ(row.back(), '\n');
    row_json_ = simdjson::padded_string(row);
    return row_parser_.parse(row_json_);
  }

  // The change that a flaw makes to `event`: `before -> after`.
  static std::string Spoiled(const Client& client, const std::string& event, Flaw flaw, uint64_t bits = 0) {
    std::string spoiled = event;
    client.SpoilEvent(flaw, spoiled, bits);
    return spoiled;
  }

  static constexpr int64_t kStartMs = 1741564800000;
  static constexpr Link kLink{"elsewhere.example", "https://elsewhere.example/"};

  World world_;
  Random random_{5};
  Reading reading_;  // of the last event
  simdjson::dom::parser parser_, row_parser_;
  simdjson::padded_string json_, row_json_;
};

}  // namespace millrace::generate
