// Counts rows and events that cannot be used by their reasons, and writes each to the table rejects with its original
// text, without an address that must not be stored.
//
// Not thread-safe; one per worker. Whatever the constructor is given must outlive it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/kernel.h"
#include "kernel/kernel_trace.h"
#include "kernel/partition_registry.h"
#include "kernel/request.h"
#include "kernel/row_writer.h"

namespace millrace {

// Where a line was read.
struct LinePlace {
  std::string_view file;
  uint64_t number = 0;
};

class RejectWriter {
 public:
  // `trace` may be null.
  RejectWriter(const KernelOptions& options, const JobTexts& job, Counters& counters, PartitionAdmission& partitions,
               RowWriter& writer, KernelTrace* trace);

  // Text of a line that is not a row.
  void RejectText(RejectReason reason, std::string_view detail, std::string_view text, const LinePlace& place);
  // A row of `client`, with its text as it was sent and the address that may be stored (StoredIp).
  void RejectRow(RejectReason reason, std::string_view detail, const RawRow& row, std::string_view client,
                 std::string_view text, NullableText stored_ip, const LinePlace& place);
  // A part of a row's payload that no event can be read from.
  void RejectRest(std::string_view detail, std::string_view rest, const RawRow& row, std::string_view client,
                  const LinePlace& place);
  // `index`: the event's position in its request as it was first sent.
  void RejectEvent(RejectReason reason, std::string_view detail, const EventRow& event, size_t index,
                   const Request& from);
  // Call this when the next events belong to another request.
  void BeginRequest() { request_json_.clear(); }

  // The part of a row's address that may be stored. Valid until the next call.
  NullableText StoredIp(const RawRow& row) {
    return HidesIp(row) ? AnonymiseIpList(row.ip, options_.ip_privacy, row_ip_) : row.ip;
  }

 private:
  bool HidesIp(const RawRow& row) const { return options_.ip_privacy != IpPrivacy::kKeep && row.ip.data() != nullptr; }
  void WriteOriginal(RejectReason reason, std::string_view detail, std::string_view original, const RawRow* row,
                     std::string_view client, const LinePlace& place);
  void Write(RejectFacts& reject);
  std::string_view StoredOriginal(const EventRow& event);

  const KernelOptions& options_;
  const JobTexts& job_;
  Counters& counters_;
  PartitionAdmission& partitions_;
  RowWriter& writer_;
  KernelTrace* const trace_;
  const AllowedApps allowed_apps_;
  std::string row_ip_;
  std::string event_ip_;
  std::string original_;  // of the current reject, if it is not stored as it was sent
  std::string row_json_;
  std::string request_json_;  // of the current request; made for its first reject
};

}  // namespace millrace
