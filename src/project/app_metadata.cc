#include "project/app_metadata.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/did_you_mean.h"
#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "project/metadata_details.h"
#include "project/project_warehouse.h"
#include "project/warehouse_apps.h"

namespace millrace {
namespace {

constexpr int64_t kDayNs = 86'400'000'000'000;
constexpr std::array kKinds = {MetadataKind::kEvent, MetadataKind::kParameter, MetadataKind::kAttribute};

// An id of --app that was not scanned is a mistake.
bool IsChosen(const std::vector<std::string>& apps, const std::string& app) {
  return apps.empty() || std::ranges::find(apps, app) != apps.end();
}

void CheckScanned(const std::vector<MetadataScanRecord>& scans, const std::vector<std::string>& apps) {
  std::vector<std::string_view> known;
  known.reserve(scans.size());
  for (const MetadataScanRecord& scan : scans) known.push_back(scan.app);
  for (const std::string& app : apps) {
    if (std::ranges::find(known, app) != known.end()) continue;
    throw UserError("--app: the app `" + app + "` was not scanned yet" + DidYouMeanHint(app, known));
  }
}

MetadataName NameOf(MetadataEntry entry) {
  MetadataName name;
  name.app = std::move(entry.app);
  name.description = std::move(entry.description);
  name.found.category = std::move(entry.category);
  name.found.name = std::move(entry.name);
  name.found.count = entry.count;
  name.found.first_day = entry.first_day;
  name.found.last_day = entry.last_day;
  ReadMetadataDetails(entry.details, name.found);
  return name;
}

// One app's scan, and its way into the ledger.
class AppScan {
 public:
  AppScan(Project& project, Ledger& ledger, const AppSettings& app, int64_t fence)
      : config_(project.config()), metadata_(ledger.metadata()), app_(app), fence_(fence) {
    for (MetadataScanRecord& scan : metadata_.Scans()) {
      if (scan.app == app.app) last_ = std::move(scan);
    }
  }

  AppMetadata Run(Connection& connection, const SqlModels& models, const std::string& load_mark,
                  const MetadataWatch& watch) {
    const int64_t began_ns = WallClockNs();
    MetadataScanOptions options;
    options.project = config_.project;
    options.top_values = config_.metadata.top_values;
    options.is_full = !last_ || last_->top_values != options.top_values;
    options.now_us = began_ns / 1000;
    options.stop = watch.models.stop;
    if (watch.on_step) {
      options.on_step = [&](const std::string& step, size_t number, size_t count) {
        watch.on_step(app_.app, step, number, count);
      };
    }
    const MetadataScanResult result = ScanMetadata(connection, models, app_, options);
    // Another scan of the same nanosecond, or a clock that was set back, must not meet entries that are in use.
    const int64_t number = last_ ? std::max(began_ns, last_->scan + 1) : began_ns;
    AppMetadata done{.app = app_.app, .days = result.days};
    done.events = Keep(number, MetadataKind::kEvent, result.found.events, done);
    done.parameters = Keep(number, MetadataKind::kParameter, result.found.parameters, done);
    done.attributes = Keep(number, MetadataKind::kAttribute, WithDays(result.found.attributes, began_ns), done);
    done.scanned_ns = WallClockNs();
    metadata_.Finish({.app = app_.app,
                      .scan = number,
                      .finished_ns = done.scanned_ns,
                      .load_mark = load_mark,
                      .top_values = options.top_values},
                     fence_);
    done.milliseconds = (done.scanned_ns - began_ns) / 1'000'000;
    return done;
  }

 private:
  uint64_t Keep(int64_t scan, MetadataKind kind, const std::vector<FoundName>& names, AppMetadata& done) {
    std::vector<MetadataEntry> entries;
    entries.reserve(names.size());
    for (const FoundName& name : names) {
      if (name.types.size() > 1) ++done.drifting;
      entries.push_back({.kind = kind,
                         .app = app_.app,
                         .category = name.category,
                         .name = name.name,
                         .count = name.count,
                         .first_day = name.first_day.value_or(0),
                         .last_day = name.last_day.value_or(0),
                         .details = MetadataDetails(name),
                         .description = {}});
    }
    BoundMetadata(entries);
    metadata_.Write(app_.app, scan, entries, fence_);
    return entries.size();
  }

  // Attributes have no time of their own: when a scan saw them first, and that this one saw them.
  std::vector<FoundName> WithDays(std::vector<FoundName> attributes, int64_t now_ns) {
    std::map<std::pair<std::string, std::string>, int32_t> first;
    for (const MetadataEntry& entry : metadata_.Entries(MetadataKind::kAttribute, "")) {
      if (entry.app == app_.app) first[{entry.category, entry.name}] = entry.first_day;
    }
    const auto today = static_cast<int32_t>(now_ns / kDayNs);
    for (FoundName& attribute : attributes) {
      const auto known = first.find({attribute.category, attribute.name});
      attribute.first_day = known == first.end() ? today : known->second;
      attribute.last_day = today;
    }
    return attributes;
  }

  const Config& config_;
  MetadataStore& metadata_;
  const AppSettings& app_;
  const int64_t fence_;
  std::optional<MetadataScanRecord> last_;
};

}  // namespace

std::vector<AppMetadata> ScanApps(Project& project, const std::vector<std::string>& apps, const MetadataWatch& watch) {
  const SqlModels models = ModelsOf(project);
  CheckApps(project, apps);
  const auto warehouse = OpenProjectWarehouse(project, watch.models.on_wait, watch.models.stop);
  const auto ledger = project.OpenLedger();
  const HeldLease lease(*ledger, kModelLease, watch.models.patience, watch.models.on_wait);
  const std::vector<AppSettings> chosen = AppsOf(project, *ledger, apps);
  const auto connection = warehouse->Connect();
  // Before anything is read: what is loaded from now on is for the next scan.
  const std::string load_mark = ledger->load_items().LoadMark();
  std::vector<AppMetadata> done;
  for (const AppSettings& app : chosen) {
    PrepareSchema(*connection, models, app, watch.models);
    done.push_back(AppScan(project, *ledger, app, lease.fence()).Run(*connection, models, load_mark, watch));
  }
  return done;
}

bool ScanIsDue(Project& project, int64_t now_ns) {
  const auto ledger = project.OpenLedgerToRead();
  const std::vector<RegisteredApp> apps = ledger->load_items().Apps();
  if (apps.empty()) return false;
  const std::vector<MetadataScanRecord> scans = ledger->metadata().Scans();
  const std::string load_mark = ledger->load_items().LoadMark();
  // Less what runs of a schedule vary by.
  const int64_t interval_ns = project.config().metadata.interval_ms * 900'000;
  return std::ranges::any_of(apps, [&](const RegisteredApp& app) {
    const auto last = std::ranges::find(scans, app.app, &MetadataScanRecord::app);
    if (last == scans.end()) return true;
    // A clock that was set back says nothing about how long ago the scan was.
    const bool has_passed = now_ns - last->finished_ns >= interval_ns || now_ns < last->finished_ns;
    return has_passed && last->load_mark != load_mark;
  });
}

std::vector<AppMetadata> ListScannedApps(Project& project, const std::vector<std::string>& apps) {
  const auto ledger = project.OpenLedgerToRead();
  const std::vector<MetadataScanRecord> scans = ledger->metadata().Scans();
  CheckScanned(scans, apps);
  std::vector<AppMetadata> listed;
  for (const MetadataScanRecord& scan : scans) {
    if (IsChosen(apps, scan.app)) listed.push_back({.app = scan.app, .scanned_ns = scan.finished_ns});
  }
  for (const MetadataKind kind : kKinds) {
    for (const MetadataName& name : ListMetadata(project, kind, "", apps)) {
      AppMetadata& app = *std::ranges::find(listed, name.app, &AppMetadata::app);
      ++(kind == MetadataKind::kEvent       ? app.events
         : kind == MetadataKind::kParameter ? app.parameters
                                            : app.attributes);
      if (name.found.types.size() > 1) ++app.drifting;
      if (!name.description.empty()) ++app.described;
    }
  }
  return listed;
}

std::vector<MetadataName> ListMetadata(Project& project, MetadataKind kind, const std::string& name,
                                       const std::vector<std::string>& apps) {
  const auto ledger = project.OpenLedgerToRead();
  CheckScanned(ledger->metadata().Scans(), apps);
  std::vector<MetadataName> names;
  for (MetadataEntry& entry : ledger->metadata().Entries(kind, name)) {
    if (!IsChosen(apps, entry.app)) continue;
    names.push_back(NameOf(std::move(entry)));
  }
  if (!names.empty() || name.empty()) return names;
  std::set<std::string> known;
  for (const MetadataEntry& entry : ledger->metadata().Entries(kind, "")) {
    if (IsChosen(apps, entry.app)) known.insert(entry.name);
  }
  const std::vector<std::string_view> near(known.begin(), known.end());
  throw UserError("no scan has found `" + name + "` among the " +
                  std::string(kMetadataKindNames[static_cast<size_t>(kind)]) + DidYouMeanHint(name, near));
}

MetadataPage SearchMetadata(const Project& project, const MetadataFilter& filter, size_t offset, size_t limit) {
  const auto ledger = project.OpenLedgerToRead();
  MetadataPage page;
  for (const MetadataScanRecord& scan : ledger->metadata().Scans()) {
    if (scan.app == filter.app) page.scanned_ns = scan.finished_ns;
  }
  page.total = ledger->metadata().Count(filter);
  for (MetadataEntry& entry : ledger->metadata().Search(filter, offset, limit)) {
    page.names.push_back(NameOf(std::move(entry)));
  }
  return page;
}

std::vector<MetadataName> FindMetadata(const Project& project, MetadataKind kind, const std::string& app,
                                       const std::string& name) {
  std::vector<MetadataName> names;
  for (MetadataEntry& entry : project.OpenLedgerToRead()->metadata().Entries(kind, name)) {
    if (entry.app == app) names.push_back(NameOf(std::move(entry)));
  }
  return names;
}

void DescribeMetadata(Project& project, MetadataKind kind, const std::string& name,
                      const std::vector<std::string>& apps, const std::string& text) {
  const auto ledger = project.OpenLedger();
  std::set<std::string> described;
  for (const MetadataName& found : ListMetadata(project, kind, name, apps)) {
    if (described.insert(found.app).second) ledger->metadata().Describe(found.app, kind, name, text);
  }
}

}  // namespace millrace
