// A small project without a warehouse, and its console over a socket, for tests of the routes of operation.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/warehouse_address.h"
#include "http/testing/raw_client.h"
#include "pipeline/testing/project_fixture.h"
#include "project/process.h"
#include "project/project.h"
#include "serve/console_server.h"

namespace millrace {

class OperationFixture : public ::testing::Test {
 protected:
  OperationFixture() {
    config_.project = test_.options.project;
    config_.raw = test_.options.raw;
    config_.lake = test_.options.lake;
    config_.state = test_.options.state;
    config_.apps.emplace_back().id = "shop";
    config_.processing.threads = 1;
    config_.processing.settle_ms = 0;
    config_.processing.enrichments.clear();
    config_.schedule.process = "rate(1 hour)";
    config_.warehouse.uri = kNoWarehouse;
  }

  // With the configuration as it is then.
  Project& project() {
    if (project_ == nullptr) project_ = std::make_unique<Project>(config_);
    return *project_;
  }
  uint16_t Port() {
    if (server_ == nullptr) {
      server_ = std::make_unique<ConsoleServer>(project(), "127.0.0.1:0", [](const std::string&) {});
    }
    const std::string address = server_->address();
    return static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
  }

  http::RawAnswer Get(const std::string& path, const std::string& fields = "") {
    return http::RawClient(Port()).Get(path, fields);
  }
  http::RawAnswer Post(const std::string& path, const std::string& body = "", const std::string& fields = "") {
    http::RawClient client(Port());
    client.Send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
                (body.empty() ? "" : "Content-Type: application/json\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.Read();
  }
  // The JSON of an answer that must succeed; valid until the next call.
  simdjson::dom::element Json(const http::RawAnswer& answer) {
    EXPECT_LT(answer.status, 300U) << answer.body;
    simdjson::dom::element json;
    EXPECT_EQ(parser_.parse(answer.body).get(json), simdjson::SUCCESS) << answer.body;
    return json;
  }
  // The compact JSON at a pointer of it.
  std::string At(const http::RawAnswer& answer, const std::string& pointer) {
    simdjson::dom::element value;
    const auto error = Json(answer).at_pointer(pointer).get(value);
    return error == simdjson::SUCCESS ? std::string(simdjson::minify(value)) : std::string("missing: ") + pointer;
  }

  TestProject test_{/*two_apps=*/false};
  Config config_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<ConsoleServer> server_;
  simdjson::dom::parser parser_;
};

}  // namespace millrace
