// An enrichment: gives each page view a group, by the first part of its path, and rejects what comes from a test host.
#include <millrace/plugin.hpp>

class PageGroup {
 public:
  static constexpr const char* kDescription = "adds page_group, the first part of the page's path; rejects a test host";
  static constexpr const char* kConfigKeys[] = {"home", "test_host", nullptr};
  static constexpr const char* kReads[] = {"page_view_page_url_path", "page_view_hostname", nullptr};
  static constexpr const char* kSets[] = {"custom.page_group", "reject", nullptr};

  explicit PageGroup(const millrace::plugin::Config& config)
      : home_(config.Text("home", "home")), test_host_(config.Text("test_host")) {
    if (home_.empty()) throw std::runtime_error("`home`, the group of the path /, must not be empty");
  }

  void Run(const millrace::plugin::Batch& in, millrace::plugin::Output& out) {
    const auto path = in.Text("page_view_page_url_path");
    const auto host = in.Text("page_view_hostname");
    auto& group = out.Text("custom.page_group");
    auto& reject = out.Text("reject");
    for (int64_t row = 0; row < in.rows(); ++row) {
      if (!path.IsNull(row)) group.Set(row, GroupOf(path[row]));
      if (!test_host_.empty() && host[row] == test_host_) reject.Set(row, "the host is " + test_host_);
    }
  }

 private:
  std::string_view GroupOf(std::string_view path) const {
    if (path.substr(0, 1) == "/") path.remove_prefix(1);
    const std::string_view first = path.substr(0, path.find('/'));
    return first.empty() ? std::string_view(home_) : first;
  }

  std::string home_;
  std::string test_host_;
};

MILLRACE_ENRICHMENT_PLUGIN("page_group", PageGroup)
