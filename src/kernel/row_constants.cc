#include "kernel/row_constants.h"

#include <string>

#include "core/time.h"
#include "enrich/enriched_columns.h"

namespace millrace {
namespace {

using E = EventColumn;

}  // namespace

void RowConstants::Write(PartitionBatch& to, const EventRow& event, const Request& request) {
  if (to.ids.request != request.serial) LearnRequest(to, request);
  WriteColumns(to);
  WriteProcessInfo(to, event);
}

void RowConstants::LearnRequest(PartitionBatch& to, const Request& request) {
  TableBatch& batch = to.batch;
  RequestIds& ids = to.ids;
  ids.request = request.serial;
  ids.constant_count = 0;
  const auto learn = [&](E column, NullableText text) {
    if (text.data() == nullptr) return;
    const NullableText cut = CutToColumn(TableOf(TableId::kEvent).columns[static_cast<size_t>(column)], text);
    ids.constants[ids.constant_count++] = {static_cast<uint8_t>(column), batch.InternText(column, cut)};
  };
  learn(E::project_id, job_.project_id);
  const bool of_request = !request.client->events_bring_enrichment;  // otherwise each event has its own values
  if (const GeoLocation* place = request.found.location; place != nullptr && of_request) {
    for (const auto& [column, value] : kPlaceColumns) learn(column, place->*value);
  }
  ids.user_agent = LearnUserAgent(to, request);
  ids.agent_columns = of_request && !request.agent_on_batches;

  MapColumn& info = batch.Map(E::process_info);
  if (to.job_ids.job < 0) LearnJob(to, info);
  if (to.job_ids.file_serial != request.file_serial) {
    to.job_ids.file_serial = request.file_serial;
    to.job_ids.file = info.InternValue(request.file);
  }
  const int32_t rid = request.row->rid.data() == nullptr ? -1 : info.AppendNewValue(request.row->rid);
  ids.process_info.clear();
  ids.process_info.push_back({kProcessIngestTime, info.AppendNewValue(request.ingest_time_text)});
  ids.process_info.push_back({kProcessFile, to.job_ids.file});
  ids.process_info.push_back({kProcessJob, to.job_ids.job});
  ids.process_info.push_back({kProcessTime, to.job_ids.time});
  ids.process_info.push_back({kProcessRid, rid});
  if (request.client->keeps_source_ip) {
    const NullableText ip = request.source_ip;
    ids.process_info.push_back({kProcessSourceIp, ip.data() == nullptr ? -1 : info.InternValue(ip)});
  }
  ids.upload_time = -1;
}

// The ids of a user agent's texts, which are hashed once per distinct user agent and batch.
const UserAgentIds* RowConstants::LearnUserAgent(PartitionBatch& to, const Request& request) {
  if (request.ua.empty()) return nullptr;
  TableBatch& batch = to.batch;
  MapColumn& map = batch.Map(E::device_ua);
  if (to.user_agents.empty()) {
    for (const AgentEntry& entry : kAgentEntries) map.InternKey(entry.key);
  }
  const int32_t text = map.InternValue(request.ua);
  if (to.user_agents.size() <= static_cast<size_t>(text)) to.user_agents.resize(static_cast<size_t>(text) * 2 + 16);
  std::unique_ptr<UserAgentIds>& known = to.user_agents[static_cast<size_t>(text)];
  if (known) return known.get();
  known = std::make_unique<UserAgentIds>();
  known->columns.fill(-1);
  const UserAgent* const agent = request.found.user_agent;
  for (size_t i = 0; i < kAgentEntries.size(); ++i) {
    const auto key = static_cast<int32_t>(i);
    if (const auto value = kAgentEntries[i].value; value == nullptr) {
      known->parts.push_back({key, text});
    } else if (agent != nullptr) {
      known->parts.push_back({key, map.InternValue(agent->*value)});
    }
  }
  if (agent == nullptr) return known.get();
  for (size_t i = 0; i < kAgentColumns.size(); ++i) {
    const auto& [column, value] = kAgentColumns[i];
    const NullableText found = agent->*value;
    if (found.data() == nullptr) continue;
    known->columns[i] =
        batch.InternText(column, CutToColumn(TableOf(TableId::kEvent).columns[static_cast<size_t>(column)], found));
  }
  return known.get();
}

void RowConstants::WriteColumns(PartitionBatch& to) {
  const RequestIds& ids = to.ids;
  for (size_t i = 0; i < ids.constant_count; ++i) {
    to.batch.SetTextId(static_cast<E>(ids.constants[i].column), ids.constants[i].id);
  }
  if (ids.user_agent == nullptr) return;
  if (ids.agent_columns) {
    for (size_t i = 0; i < ids.user_agent->columns.size(); ++i) {
      if (const int32_t id = ids.user_agent->columns[i]; id >= 0) to.batch.SetTextId(kAgentColumns[i].column, id);
    }
  }
  to.batch.OpenMap(E::device_ua).Add(ids.user_agent->parts.all());
}

// In the order of the keys.
void RowConstants::WriteProcessInfo(PartitionBatch& to, const EventRow& event) {
  RequestIds& ids = to.ids;
  MapColumn& map = to.batch.OpenMap(E::process_info);
  const ClockCorrection& clock = event.clock;
  if (clock.adjusted) {
    const auto add = [&](ProcessKey key, std::string_view text) { map.Add(key, map.InternValue(text)); };
    add(kProcessAdjusted, "true");
    add(kProcessAdjustedFrom, std::to_string(clock.from));
    add(kProcessAdjustedReason, clock.reason);
    add(kProcessAdjustedTo, std::to_string(*event.Int(E::event_time_msec)));
  }
  map.Add(ids.process_info.all());
  if (!clock.upload_time) return;
  if (ids.upload_time < 0) {
    IsoTimeText text;
    ids.upload_time = map.AppendNewValue(IsoTime(*clock.upload_time, text));
  }
  map.Add(kProcessUploadTime, ids.upload_time);
}

// Interns the keys first, so that their ids are the values of ProcessKey.
void RowConstants::LearnJob(PartitionBatch& to, MapColumn& info) {
  for (uint8_t key = 0; key < kProcessKeyCount; ++key) info.InternKey(ProcessKeyName(static_cast<ProcessKey>(key)));
  to.job_ids.job = info.InternValue(job_.job_id);
  to.job_ids.time = info.InternValue(job_.process_time);
}

void RowConstants::AddJob(const PartitionBatch& to, MapColumn& info) {
  info.Add(kProcessJob, to.job_ids.job);
  info.Add(kProcessTime, to.job_ids.time);
}

}  // namespace millrace
