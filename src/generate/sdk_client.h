// The clickstream SDKs, with the keys and the order of the web SDK for the web, and of the mobile SDKs for apps.
// Payloads are bundles, as JSON text or base64 of gzip.
#pragma once

#include "generate/client.h"
#include "generate/encoding.h"

namespace millrace::generate {

class SdkClient final : public Client {
 public:
  std::span<const uint8_t> bundle_percents() const override;
  bool Sends(Act) const override { return true; }
  void BeginSession(const Visitor& visitor, const SessionFacts& facts) override;
  void Open(const Page& page) override;
  void SetProfile(int64_t login_ms, int64_t profile_ms) override;
  Reading Append(TextBuffer& out, const Moment& moment, Random& random) override;
  void AppendRow(TextBuffer& out, std::string_view payload, const RequestFacts& facts, Random& random) override;
  void SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) const override;

 private:
  bool web() const { return visitor_->platform == Platform::web; }
  void AppendAttributes(TextBuffer& out, const Moment& moment) const;
  void AppendPageView(TextBuffer& out, const Moment& moment) const;
  void AppendScreenView(TextBuffer& out, const Moment& moment) const;

  const Visitor* visitor_ = nullptr;
  SessionFacts facts_;  // without its texts
  Page page_;
  TextBuffer head_;             // up to the event's name
  TextBuffer device_;           // from after the timestamp up to the items
  TextBuffer user_;             // from after the items up to the session's duration
  TextBuffer session_;          // from after the duration up to the page
  TextBuffer page_attributes_;  // of the page, then of the session
  TextBuffer session_attributes_;
  GzipEncoder gzip_;
  TextBuffer compressed_;
};

}  // namespace millrace::generate
